#include "adapters/irc/wire/isupport.hpp"

#include <charconv>
#include <optional>

namespace gb::irc {
namespace {

std::optional<std::size_t> number(std::string_view text, std::size_t least, std::size_t most) {
  std::size_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || value < least) return std::nullopt;
  return std::min(value, most);
}

Casemap casemap_of(std::string_view name) {
  if (name == "rfc1459") return Casemap::rfc1459;
  if (name == "rfc1459-strict" || name == "strict-rfc1459") return Casemap::strict_rfc1459;
  return Casemap::ascii;  // Also for those that fold more than ASCII: ASCII is what all agree on.
}

}  // namespace

std::string fold(Casemap map, std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (map == Casemap::ascii) continue;
    if (c == '[') c = '{';
    if (c == ']') c = '}';
    if (c == '\\') c = '|';
    if (c == '~' && map == Casemap::rfc1459) c = '^';
  }
  return out;
}

void Isupport::take(std::string_view token) {
  const bool withdrawn = token.starts_with('-');
  if (withdrawn) token.remove_prefix(1);
  const std::size_t equals = token.find('=');
  const std::string_view key = token.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos || withdrawn ? std::string_view{} : token.substr(equals + 1);
  const Isupport defaults;
  if (key == "CASEMAPPING") casemap = value.empty() ? defaults.casemap : casemap_of(value);
  if (key == "NICKLEN") nick_length = number(value, 1, 64).value_or(defaults.nick_length);
  if (key == "LINELEN") line_length = number(value, 512, 16'384).value_or(defaults.line_length);
  if (key == "CHANTYPES") channel_types = value.empty() && withdrawn ? defaults.channel_types : std::string(value);
  if (key == "STATUSMSG") status_marks = value;
  if (key == "CHATHISTORY") history_limit = number(value, 1, 100'000).value_or(defaults.history_limit);
  if (key == "UTF8ONLY") utf8_only = !withdrawn;
  if (key == "PREFIX") {
    const std::size_t close = value.find(')');
    prefixes = withdrawn || close == std::string_view::npos ? defaults.prefixes : std::string(value.substr(close + 1));
  }
}

}  // namespace gb::irc
