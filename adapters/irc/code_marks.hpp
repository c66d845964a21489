#pragma once

#include <string_view>

#include "bridge/core/rich_text.hpp"

namespace gb::irc {

/// What a native typed, with the code in it marked as such: `x` and fenced blocks. The backticks, and the language word
/// of a fence, go; every line of a block is a line of its own. Anything else, and marks without an end, stay as typed.
/// Pure.
core::RichText mark_code(std::string_view typed);

}  // namespace gb::irc
