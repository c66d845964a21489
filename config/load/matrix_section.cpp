#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/load/sections.hpp"
#include "config/load/values.hpp"

namespace gb::config {
namespace {

// What stands for itself in a Matrix localpart.
bool is_localpart(const std::string& text) {
  return !text.empty() && text.size() < 100 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

void read_bot(Section& section, Matrix& out) {
  section.text("user", out.user);
  section.secret("access_token", out.access_token);
  section.secret("password", out.password);
  if (out.user.size() < 4 || out.user.front() != '@' || out.user.find(':') == std::string::npos || !is_word(out.user))
    section.problem_here("user", fmt::format("\"{}\" is not a Matrix user", out.user),
                         "write user = \"@guildbridge:example.org\"");
  if (out.access_token.empty() && out.password.empty())
    section.problem_here("access_token", "is missing", "write access_token_file = \"matrix.secret\", or a password");
}

void read_appservice(Section& section, Matrix& out) {
  section.text("server_name", out.server_name);
  if (!is_word(out.server_name))
    section.problem_here("server_name", "is missing", "what user ids end with: server_name = \"example.org\"");
  section.text("listen", out.listen);
  if (!is_listen(out.listen))
    section.problem_here("listen", fmt::format("\"{}\" is not an address with a port", out.listen),
                         "write \"127.0.0.1:9000\"");
  out.push_url = "http://" + out.listen;
  section.text("push_url", out.push_url);
  if (section.has("push_url") && !is_url(out.push_url))
    section.problem_here("push_url", fmt::format("\"{}\" is not a URL", out.push_url));
  section.secret("as_token", out.as_token);
  section.secret("hs_token", out.hs_token);
  for (const auto& [key, token] : {std::pair{"as_token", &out.as_token}, std::pair{"hs_token", &out.hs_token}})
    if (!is_word(token->reveal()))
      section.problem_here(key, "is missing, or not one word", fmt::format("write {}_file = \"{}.secret\"", key, key));
  section.text("bot", out.bot);
  section.text("ghost_prefix", out.ghost_prefix);
  for (const auto& [key, text] : {std::pair{"bot", &out.bot}, std::pair{"ghost_prefix", &out.ghost_prefix}})
    if (!is_localpart(*text))
      section.problem_here(key, fmt::format("\"{}\" cannot be part of a Matrix user", *text),
                           "lower-case letters, digits, '_', '-' and '.'");
}

}  // namespace

void read_matrix(Section& section, Matrix& out) {
  std::string mode = "bot";
  section.one_of("mode", mode, std::array{"bot", "appservice"});
  out.appservice = mode == "appservice";
  section.text("homeserver", out.homeserver);
  if (!is_url(out.homeserver))
    section.problem_here("homeserver", fmt::format("\"{}\" is not a URL", out.homeserver),
                         "write homeserver = \"https://matrix.example.org\"");
  while (out.homeserver.ends_with('/')) out.homeserver.pop_back();
  section.file("avatar", out.avatar);
  section.text("proxy", out.proxy);
  if (!out.proxy.empty() && !is_url(out.proxy))
    section.problem_here("proxy", fmt::format("\"{}\" is not a URL", out.proxy));
  section.file("tls_ca_file", out.tls_ca_file);
  if (out.appservice)
    read_appservice(section, out);
  else
    read_bot(section, out);
  section.duration("request_timeout", out.request_timeout);
  section.duration("sync_timeout", out.sync_timeout);
  section.duration("reconnect_min", out.reconnect_min);
  section.duration("reconnect_max", out.reconnect_max);
  if (out.reconnect_min > out.reconnect_max)
    section.problem_here("reconnect_min", "reconnect_min is longer than reconnect_max");
  section.duration("catch_up_age", out.catch_up_age);
  section.count("catch_up_entries", out.catch_up_entries, 1);
}

}  // namespace gb::config
