#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gb::irc {

enum class Casemap { ascii, rfc1459, strict_rfc1459 };

/// `text` as the server compares it: two names are one if their folded forms are equal.
std::string fold(Casemap map, std::string_view text);

/// What the server has said of itself (numeric 005); the protocol's defaults where it has not, or has taken it back.
struct Isupport {
  Casemap casemap = Casemap::rfc1459;
  std::size_t nick_length = 9;
  std::size_t line_length = 512;
  std::string channel_types = "#&";
  std::string prefixes = "@+";  ///< The marks before nicks in NAMES.
  std::string status_marks;     ///< That may stand before a channel as a target (STATUSMSG).
  bool utf8_only = false;
  std::size_t history_limit = 0;  ///< Messages of one CHATHISTORY answer; 0: it does not say.

  /// One token: KEY=value, KEY or -KEY. Unknown ones are ignored.
  void take(std::string_view token);

  bool is_channel(std::string_view target) const {
    return !target.empty() && channel_types.find(target.front()) != std::string::npos;
  }
};

}  // namespace gb::irc
