#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// IRC lines (RFC 1459 and 2812, section 2.3; IRCv3 message tags). Pure: no socket, no clock, no log.
namespace gb::irc {

struct Message {
  std::vector<std::pair<std::string, std::string>> tags;  ///< Unescaped; a tag without a value has an empty one.
  std::string source;                                     ///< Without ':'; empty: none.
  std::string verb;
  std::vector<std::string> params;

  /// The last value given for a tag; nothing if it is not there.
  std::optional<std::string_view> tag(std::string_view name) const;

  /// A parameter, or an empty text where the line has fewer.
  std::string_view param(std::size_t index) const;
};

/// Nothing if the line has no verb. A line end at the end of the line is not minded.
std::optional<Message> parse(std::string_view line);

/// The line without its end. CR, LF and NUL never get out: they become spaces.
std::string format(const Message& message);

/// nick!user@host; parts that are missing are empty.
struct Source {
  std::string_view nick;
  std::string_view user;
  std::string_view host;
};

Source split_source(std::string_view source);

/// True if `text` fits a mask with '*' and '?'; a backslash takes either literally. Case matters.
bool matches(std::string_view mask, std::string_view text);

}  // namespace gb::irc
