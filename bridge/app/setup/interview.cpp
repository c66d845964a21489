// The order of the questions, what is usual, and what cannot be. Everything else is the loader's business.
#include "bridge/app/setup/interview.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "bridge/app/setup/names.hpp"
#include "config/load/values.hpp"

namespace gb::setup {
namespace {

constexpr std::size_t token_length = 48;
constexpr std::uint16_t plain_irc_port = 6667;

using Wrong = std::function<std::string(const std::string&)>;

Wrong unless(bool (*fits)(const std::string&), const char* words) {
  return [fits, words](const std::string& answer) { return fits(answer) ? std::string() : std::string(words); };
}

/// Empty is an answer as well.
Wrong unless_empty_or(bool (*fits)(const std::string&), const char* words) {
  return [fits, words](const std::string& answer) {
    return answer.empty() || fits(answer) ? std::string() : std::string(words);
  };
}

bool is_url(const std::string& text) {
  return config::is_url(text);
}

bool is_nick(const std::string& text) {
  return config::is_nick(text);
}

bool is_word(const std::string& text) {
  return config::is_word(text);
}

bool is_label(const std::string& text) {
  return config::is_label(text, 100);
}

bool is_handle(const std::string& text) {
  constexpr std::size_t longest = 32;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

bool is_irc_room(const std::string& text) {
  constexpr std::string_view types = "#&+!";
  return text.size() > 1 && types.find(text.front()) != std::string_view::npos && config::is_word(text) &&
         text.find(',') == std::string::npos;
}

bool is_matrix_room(const std::string& text) {
  if (text.size() < 3 || !config::is_word(text)) return false;
  return text.front() == '!' || (text.front() == '#' && text.find(':') != std::string::npos);
}

bool is_matrix_user(const std::string& text) {
  const std::size_t colon = text.find(':');
  return text.size() > 3 && text.front() == '@' && colon != std::string::npos && colon + 1 < text.size() &&
         config::is_word(text);
}

bool is_mode(const std::string& text) {
  return text == "bot" || text == "appservice";
}

const char* const no_server = "write a host and a port, like irc.libera.chat:6697";
const char* const no_url = "write a URL, like https://matrix.example.org";
const char* const no_listen = "write an address of this machine and a port, like 127.0.0.1:8080";

IrcWish ask_irc(const Given& given, Questions& questions, const Wishes& so_far, std::string server) {
  IrcWish irc;
  const config::HostPort at = config::split_host_port(server);
  irc.name = network_name(at.host);
  irc.server = std::move(server);
  irc.tls =
      questions.yes({"--irc-no-tls", "  Is that the port for TLS?", {}}, at.port != plain_irc_port, given.irc_tls);
  irc.nick = questions.text({"--irc-nick", "  The bridge's nick", "guildbridge", unless(is_nick, "that is not a nick")},
                            given.irc_nick);
  irc.room = questions.text({"--irc-room", "  The channel", "#" + key_of(so_far.channel, "general"),
                             unless(is_irc_room, "a channel's name begins with #")},
                            given.irc_room);
  irc.account =
      questions.text({"--irc-account", "  An account to log in with (SASL; empty: none)", {}}, given.irc_account);
  if (irc.account.empty()) return irc;
  const Wrong none = [](const std::string& answer) {
    return std::string(answer.empty() ? "the account needs its password" : "");
  };
  const Question password{"--irc-password-file", "  Its password", {}, none};
  irc.password = config::Secret(questions.secret(password, given.irc_password));
  return irc;
}

void ask_bot(const Given& given, Questions& questions, MatrixWish& matrix) {
  matrix.user = questions.text({"--matrix-user",
                                "  The bot's account, like @guildbridge:example.org",
                                {},
                                unless(is_matrix_user, "write the whole name, like @guildbridge:example.org")},
                               given.matrix_user);
  if (!given.matrix_password || given.matrix_token)
    matrix.access_token = config::Secret(questions.secret(
        {"--matrix-token-file", "  Its access token (empty: log in with the password)", {}}, given.matrix_token));
  if (matrix.access_token.empty())
    matrix.password =
        config::Secret(questions.secret({"--matrix-password-file", "  Its password", {}}, given.matrix_password));
  matrix.server_name = matrix.user.substr(std::min(matrix.user.find(':'), matrix.user.size() - 1) + 1);
}

MatrixWish ask_matrix(const Given& given, Questions& questions, const Wishes& so_far, std::string homeserver,
                      const std::function<std::string(std::size_t)>& random) {
  MatrixWish matrix;
  const std::string host = host_of(homeserver);
  matrix.name = network_name(host);
  matrix.homeserver = std::move(homeserver);
  matrix.appservice =
      questions.text({"--matrix-mode",
                      "  As a bot, or as an appservice: everybody has a user of his own, for who runs the homeserver",
                      "bot", unless(is_mode, "bot or appservice?")},
                     given.matrix_mode) == "appservice";
  if (matrix.appservice) {
    matrix.server_name = questions.text({"--matrix-server-name", "  What the homeserver's user ids end with", host,
                                         unless(is_word, "like example.org")},
                                        given.matrix_server_name);
    matrix.listen = questions.text({"--matrix-listen", "  Where the homeserver is to reach us", "127.0.0.1:9000",
                                    unless(config::is_listen, no_listen)},
                                   given.matrix_listen);
    matrix.as_token = config::Secret(random(token_length));
    matrix.hs_token = config::Secret(random(token_length));
  } else {
    ask_bot(given, questions, matrix);
  }
  matrix.room =
      questions.text({"--matrix-room", "  The room", "#" + key_of(so_far.channel, "general") + ":" + matrix.server_name,
                      unless(is_matrix_room, "write an alias, like #general:example.org, or an id that begins with !")},
                     given.matrix_room);
  return matrix;
}

// What would otherwise be missing shows only when the file is read.
std::string missing(const Wishes& wishes) {
  if (wishes.irc && !wishes.irc->account.empty() && wishes.irc->password.empty())
    return "--irc-password-file: the account needs its password";
  const bool bot = wishes.matrix && !wishes.matrix->appservice;
  if (bot && wishes.matrix->access_token.empty() && wishes.matrix->password.empty())
    return "--matrix-token-file: the bot needs its access token, or its password";
  return {};
}

}  // namespace

Wishes interview(const Given& given, Questions& questions, const std::function<std::string(std::size_t)>& random) {
  Wishes wishes;
  wishes.data = given.data;
  wishes.listen = questions.text(
      {"--listen", "Where native clients connect", "127.0.0.1:8080", unless(config::is_listen, no_listen)},
      given.listen);
  wishes.public_url = questions.text(
      {"--public-url", "How others reach that", "http://" + wishes.listen, unless(is_url, no_url)}, given.public_url);
  wishes.guild = questions.text({"--guild", "The name of the guild", "Community", unless(is_label, "one line, please")},
                                given.guild);
  wishes.channel = questions.text({"--channel", "Its first channel", "general", unless(is_label, "one line, please")},
                                  given.channel);
  std::string server = questions.text(
      {"--irc", "An IRC server to link, host:port (empty: none)", {}, unless_empty_or(config::is_server, no_server)},
      given.irc);
  if (!server.empty()) wishes.irc = ask_irc(given, questions, wishes, std::move(server));
  std::string homeserver = questions.text(
      {"--matrix", "A Matrix homeserver to link, its URL (empty: none)", {}, unless_empty_or(is_url, no_url)},
      given.matrix);
  if (!homeserver.empty()) wishes.matrix = ask_matrix(given, questions, wishes, std::move(homeserver), random);
  wishes.admin = questions.text({"--admin", "The first user's handle", "admin",
                                 unless(is_handle, "letters, digits, _ . - and at most 32 of them")},
                                given.admin);
  wishes.admin_password = config::Secret(questions.secret(
      {"--password-stdin", "A password for that user (empty: one is made)", {}}, given.admin_password));
  if (questions.fault().empty())
    if (std::string fault = missing(wishes); !fault.empty()) questions.refuse(std::move(fault));
  return wishes;
}

}  // namespace gb::setup
