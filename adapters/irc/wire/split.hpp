#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gb::irc {

/// Cuts a text into lines of at most `limit` bytes: at its line ends, then between words, then between characters as a
/// person sees them (joined emoji and combining marks stay together where they fit), never inside a code point. Empty
/// lines go; nothing else is lost or doubled but the one space or line end at a cut.
std::vector<std::string> split_text(std::string_view text, std::size_t limit);

/// The first `most` lines, and one that says how many are left out where there are more; and where the whole text is,
/// if `whole` (an address) is not empty.
std::vector<std::string> bound_lines(std::vector<std::string> lines, std::size_t most, std::string_view whole = {});

/// Bytes of text that fit in one PRIVMSG to `target` as others see it: with our nick!user@host in front, or the longest
/// there is where that is not known (host empty).
std::size_t room_for_text(std::size_t line_length, std::string_view verb, std::string_view target,
                          std::string_view nick, std::string_view user, std::string_view host);

}  // namespace gb::irc
