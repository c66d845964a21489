#include "adapters/matrix/registration.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gb::matrix {
namespace {

// A YAML string in double quotes.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// The dots of names are no wildcards.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '.') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string service_id(const config::Matrix& settings) {
  return "guildbridge-" + settings.name;
}

std::string registration(const config::Matrix& settings, const std::vector<std::string>& aliases) {
  std::string reserved;
  for (const std::string& alias : aliases)
    reserved += "\n    - exclusive: false\n      regex: " + quoted(literal(alias));
  const std::string ghosts = "@" + literal(settings.ghost_prefix) + ".*:" + literal(settings.server_name);
  return fmt::format(
      "# Made by `guildbridge matrix registration`. Keep it secret: it has both tokens in it.\n"
      "id: {}\n"
      "url: {}\n"
      "as_token: {}\n"
      "hs_token: {}\n"
      "sender_localpart: {}\n"
      "rate_limited: false\n"
      "receive_ephemeral: true\n"
      "de.sorunome.msc2409.push_ephemeral: true\n"
      "namespaces:\n"
      "  users:\n"
      "    - exclusive: true\n"
      "      regex: {}\n"
      "  aliases:{}\n"
      "  rooms: []\n",
      quoted(service_id(settings)), quoted(settings.push_url), quoted(settings.as_token.reveal()),
      quoted(settings.hs_token.reveal()), quoted(settings.bot), quoted(ghosts), reserved.empty() ? " []" : reserved);
}

}  // namespace gb::matrix
