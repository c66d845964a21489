#include "adapters/matrix/wire/ids.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view hash_mark = "==";  // No escape looks like this.
constexpr std::size_t hash_bytes = 16;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool has_no_controls(std::string_view text) {
  return text::is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool fits(std::string_view id, char sigil) {
  return id.size() > 1 && id.size() <= most_id && id.front() == sigil && has_no_controls(id);
}

// `Xname:server`; a server name has no ':' before its port, a name has none at all.
bool is_qualified(std::string_view id, char sigil) {
  const std::size_t colon = id.find(':');
  return fits(id, sigil) && colon != std::string_view::npos && is_server_name(id.substr(colon + 1));
}

// Opaque ids end up in paths of requests and in logs: no blanks either.
bool is_opaque(std::string_view id, char sigil) {
  return fits(id, sigil) && id.find(' ') == std::string_view::npos;
}

bool stands_for_itself(char c) {
  return is_lower(c) || is_digit(c) || c == '.' || c == '-';
}

std::string escaped(std::string_view bytes, std::string_view also) {
  std::string out;
  for (const char c : bytes) {
    if (stands_for_itself(c) || also.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
  }
  return out;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] != '=') {
      out += text[n];
      continue;
    }
    if (n + 2 >= text.size()) return std::nullopt;
    const std::size_t high = hex.find(text[n + 1]);
    const std::size_t low = hex.find(text[n + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out += static_cast<char>(high << 4U | low);
    n += 2;
  }
  return out;
}

std::string hash_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string out;
  for (std::size_t n = 0; n < hash_bytes; ++n) {
    out += hex[digest.at(n) >> 4U];
    out += hex[digest.at(n) & 15U];
  }
  return out;
}

}  // namespace

bool is_server_name(std::string_view name) {
  if (name.empty() || name.size() > most_id) return false;
  const bool literal = name.front() == '[';
  const std::size_t host_end = literal ? name.find(']') : name.find(':');
  if (literal && host_end == std::string_view::npos) return false;
  const std::string_view host = literal ? name.substr(1, host_end - 1) : name.substr(0, host_end);
  const auto in_literal = [](char c) { return is_digit(c) || is_letter(c) || c == ':' || c == '.'; };
  const auto in_name = [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '.'; };
  if (host.empty() || !(literal ? std::ranges::all_of(host, in_literal) : std::ranges::all_of(host, in_name)))
    return false;
  std::string_view port = host_end == std::string_view::npos ? std::string_view() : name.substr(host_end);
  if (literal) port.remove_prefix(1);
  if (port.empty()) return true;
  return port.size() >= 2 && port.size() <= 6 && port.front() == ':' && std::ranges::all_of(port.substr(1), is_digit);
}

bool is_user_id(std::string_view id) {
  return is_qualified(id, '@');
}

bool is_room_id(std::string_view id) {
  return is_opaque(id, '!') && (id.find(':') == std::string_view::npos || is_qualified(id, '!'));
}

bool is_room_alias(std::string_view id) {
  return is_qualified(id, '#');
}

bool is_event_id(std::string_view id) {
  return is_opaque(id, '$');
}

std::string_view localpart(std::string_view user_id) {
  return is_user_id(user_id) ? user_id.substr(1, user_id.find(':') - 1) : std::string_view();
}

std::string_view server_of(std::string_view user_id) {
  return is_user_id(user_id) ? user_id.substr(user_id.find(':') + 1) : std::string_view();
}

std::optional<MediaAddress> parse_mxc(std::string_view mxc) {
  constexpr std::string_view scheme = "mxc://";
  if (!mxc.starts_with(scheme) || mxc.size() > 2 * most_id) return std::nullopt;
  mxc.remove_prefix(scheme.size());
  const std::size_t slash = mxc.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view server = mxc.substr(0, slash);
  const std::string_view id = mxc.substr(slash + 1);
  const auto safe = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  if (!is_server_name(server) || id.empty() || !std::ranges::all_of(id, safe)) return std::nullopt;
  return MediaAddress{std::string(server), std::string(id)};
}

std::string ghost_localpart(std::string_view prefix, std::string_view network, std::string_view key,
                            std::string_view server) {
  const std::string who = escaped(network, "") + "_" + escaped(key, "_");
  const std::size_t around = std::string_view("@:").size() + prefix.size() + server.size();
  const std::size_t room = around < most_id ? most_id - around : 0;
  if (who.size() <= room) return std::string(prefix) + who;
  const std::string tail = std::string(hash_mark) + hash_of(who);
  return std::string(prefix) + who.substr(0, room < tail.size() ? 0 : room - tail.size()) + tail;
}

std::optional<GhostOf> read_ghost_localpart(std::string_view prefix, std::string_view localpart) {
  if (!localpart.starts_with(prefix)) return std::nullopt;
  localpart.remove_prefix(prefix.size());
  const std::size_t separator = localpart.find('_');
  if (separator == std::string_view::npos) return std::nullopt;
  auto network = unescaped(localpart.substr(0, separator));
  auto key = unescaped(localpart.substr(separator + 1));
  if (!network || !key) return std::nullopt;
  // Only what we would have written ourselves: no second spelling of the same person.
  if (escaped(*network, "") + "_" + escaped(*key, "_") != localpart) return std::nullopt;
  return GhostOf{std::move(*network), std::move(*key)};
}

std::string transaction_id(std::string_view house, Seq seq, std::size_t part) {
  return "gb-" + std::string(house) + "-" + std::to_string(seq.value) + "-" + std::to_string(part);
}

}  // namespace gb::matrix
