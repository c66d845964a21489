#pragma once

#include <string>
#include <string_view>

namespace gb::irc {

/// A line's text as UTF-8. What is UTF-8, or was until somebody's client cut it, is taken as that; anything else is
/// read in the fallback encoding ("latin1" or "windows-1252").
std::string decode_line(std::string_view bytes, std::string_view fallback);

}  // namespace gb::irc
