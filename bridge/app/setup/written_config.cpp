#include "bridge/app/setup/written_config.hpp"

#include <fmt/format.h>

#include <string_view>

#include "bridge/app/setup/names.hpp"

namespace gb::setup {
namespace {

// A TOML basic string. Control characters have been refused before; one that got here would be seen.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string line(std::string_view key, std::string_view value, std::string_view remark = {}) {
  constexpr std::size_t column = 42;
  const std::string text = fmt::format("{} = {}", key, value);
  return remark.empty() ? text + "\n" : fmt::format("{:<{}} # {}\n", text, column, remark);
}

/// Names a new secret file, and remembers it.
std::string secret_file(Written& written, const std::string& name, const config::Secret& content) {
  written.secrets.push_back({name + ".secret", content});
  return quoted(name + ".secret");
}

void write_gateway(Written& written, const Wishes& wishes) {
  written.toml += "[gateway]\n";
  written.toml += line("listen", quoted(wishes.listen), "where native clients connect");
  written.toml += line("public_url", quoted(wishes.public_url), "how others reach it; links to files begin so");
  if (wishes.data.empty()) return;
  written.toml += "\n[store]\n" + line("path", quoted(wishes.data + "/guildbridge.db"));
  written.toml +=
      "\n[files]\n" + line("path", quoted(wishes.data + "/files"), "pictures and other files that people send");
}

void write_irc(Written& written, const IrcWish& irc) {
  written.toml += fmt::format("\n[irc.{}]\n", irc.name);
  written.toml += line("server", quoted(irc.server));
  if (!irc.tls) written.toml += line("tls", "false", "what is said can be read on the way there");
  written.toml += line("nick", quoted(irc.nick));
  if (irc.account.empty()) return;
  // Nearly every network has PLAIN, which shows the password to the server; so it needs TLS.
  const std::string file = secret_file(written, "irc-" + irc.name, irc.password);
  written.toml += line("sasl", fmt::format("{{ mechanism = \"{}\", account = {}, password_file = {} }}",
                                           irc.tls ? "PLAIN" : "SCRAM-SHA-256", quoted(irc.account), file));
}

void write_matrix(Written& written, const MatrixWish& matrix) {
  const std::string file = "matrix-" + matrix.name;
  written.toml += fmt::format("\n[matrix.{}]\n", matrix.name);
  if (matrix.appservice) written.toml += line("mode", "\"appservice\"", "everybody has a user of his own there");
  written.toml += line("homeserver", quoted(matrix.homeserver));
  if (matrix.appservice) {
    written.toml += line("server_name", quoted(matrix.server_name), "what its user ids end with");
    written.toml += line("listen", quoted(matrix.listen), "where it pushes to");
    written.toml += line("as_token_file", secret_file(written, file + "-as", matrix.as_token));
    written.toml += line("hs_token_file", secret_file(written, file + "-hs", matrix.hs_token));
    return;
  }
  written.toml += line("user", quoted(matrix.user), "one account that speaks for everybody");
  if (!matrix.access_token.empty())
    written.toml += line("access_token_file", secret_file(written, file, matrix.access_token));
  else
    written.toml += line("password_file", secret_file(written, file, matrix.password), "used once; its token is kept");
}

void write_guild(Written& written, const Wishes& wishes) {
  std::string rooms;
  if (wishes.irc) rooms += quoted("irc." + wishes.irc->name + "/" + wishes.irc->room);
  if (wishes.matrix)
    rooms += (rooms.empty() ? "" : ", ") + quoted("matrix." + wishes.matrix->name + "/" + wishes.matrix->room);
  const std::string guild = key_of(wishes.guild, "community");
  written.toml += fmt::format("\n[guild.{}]\n", guild);
  written.toml += line("name", quoted(wishes.guild));
  written.toml += fmt::format("\n[guild.{}.channel.{}]\n", guild, key_of(wishes.channel, "general"));
  written.toml += line("name", quoted(wishes.channel));
  written.toml += line("rooms", "[" + rooms + "]", "hear each other, and native clients");
}

}  // namespace

Written write_config(const Wishes& wishes) {
  Written written;
  written.toml =
      "# Made by `guildbridge init`. Every other key, with its default and what it does: full.toml in the "
      "documentation.\n"
      "# After a change: guildbridge check --config FILE\n\n";
  write_gateway(written, wishes);
  if (wishes.irc) write_irc(written, *wishes.irc);
  if (wishes.matrix) write_matrix(written, *wishes.matrix);
  write_guild(written, wishes);
  return written;
}

}  // namespace gb::setup
