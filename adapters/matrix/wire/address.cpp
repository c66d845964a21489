#include "adapters/matrix/wire/address.hpp"

#include <algorithm>
#include <array>

#include "adapters/matrix/wire/ids.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

constexpr std::string_view matrix_to = "https://matrix.to/#/";
constexpr std::array<std::string_view, 5> schemes = {"http://", "https://", "ftp://", "mailto:", "magnet:"};
constexpr std::string_view hex = "0123456789ABCDEF";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool has_prefix(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f";
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::optional<unsigned> digit(char c) {
  const char upper = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::size_t at = hex.find(upper);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] == '%' && n + 2 < text.size()) {
      const auto high = digit(text[n + 1]);
      const auto low = digit(text[n + 2]);
      if (high && low) {
        out += static_cast<char>(*high << 4U | *low);
        n += 2;
        continue;
      }
    }
    out += text[n];
  }
  return out;
}

void percent_encode(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += hex[byte >> 4U];
  out += hex[byte & 15U];
}

bool is_printable(std::string_view address) {
  while (!address.empty()) {
    const text::CodePoint next = text::next_code_point(address);
    if (!next.valid || next.value == U' ' || next.value == 0xA0 || next.value >= 0xFFFE ||
        text::is_unwelcome(next.value))
      return false;
    address.remove_prefix(next.length);
  }
  return true;
}

// The room or alias of `matrix:r/...` or `matrix:roomid/...`, with what follows it.
std::optional<std::string> room_of_uri(std::string_view href) {
  for (const auto& [prefix, sigil] : {std::pair{"matrix:r/", '#'}, std::pair{"matrix:roomid/", '!'}})
    if (has_prefix(href, prefix)) {
      const std::string_view rest = href.substr(std::string_view(prefix).size());
      if (!rest.empty()) return std::string(matrix_to) + sigil + std::string(rest);
    }
  return std::nullopt;
}

// An address without what a reader takes for granted.
std::string_view bare(std::string_view address) {
  for (const std::string_view scheme : {"https://", "http://", "mailto:"})
    if (has_prefix(address, scheme)) {
      address.remove_prefix(scheme.size());
      break;
    }
  while (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

}  // namespace

std::optional<std::string> link_address(std::string_view href) {
  href = trimmed(href);
  std::string address;
  if (const auto room = room_of_uri(href)) {
    address = *room;
  } else {
    const auto* scheme = std::ranges::find_if(schemes, [&](std::string_view known) { return has_prefix(href, known); });
    if (scheme == schemes.end() || href.size() == scheme->size()) return std::nullopt;
    address = href;
  }
  for (std::size_t at = address.find(' '); at != std::string::npos; at = address.find(' ', at))
    address.replace(at, 1, "%20");
  if (address.size() > most_address || !is_printable(address)) return std::nullopt;
  return address;
}

std::optional<std::string> user_of_address(std::string_view href) {
  href = trimmed(href);
  std::string id;
  if (has_prefix(href, matrix_to)) {
    href.remove_prefix(matrix_to.size());
    id = percent_decoded(href.substr(0, href.find('?')));
  } else if (constexpr std::string_view user_uri = "matrix:u/"; has_prefix(href, user_uri)) {
    href.remove_prefix(user_uri.size());
    id = "@" + percent_decoded(href.substr(0, href.find('?')));
  }
  if (!is_user_id(id)) return std::nullopt;
  return id;
}

std::string address_of_user(std::string_view user_id) {
  constexpr std::string_view safe = "@:.-_~[]";
  std::string out(matrix_to);
  for (const char c : user_id) {
    const bool plain = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
    if (plain || safe.find(c) != std::string_view::npos)
      out += c;
    else
      percent_encode(out, c);
  }
  return out;
}

bool shows_address(std::string_view words, std::string_view address) {
  return words.find(address) != std::string_view::npos || bare(words) == bare(address);
}

}  // namespace gb::matrix
