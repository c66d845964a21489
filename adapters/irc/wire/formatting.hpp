#pragma once

#include <string>
#include <string_view>

#include "bridge/core/rich_text.hpp"

namespace gb::irc {

/// A text with IRC's control codes (bold, italic, underline, strike, monospace, colour, hex colour, reset) as rich
/// text.
core::RichText read_formatting(std::string_view text);

/// `<Alice> `, in a colour that is always the same for a name unless `plain`, with a zero-width space behind the first
/// character, so that nobody is pinged by his own words.
std::string name_prefix(std::string_view clean_name, bool plain);

/// A clean name with the zero-width space, without brackets: for actions.
std::string unpinged(std::string_view clean_name);

/// Text that mentions everybody (@everyone, @here, @room) without doing so.
std::string defuse_mentions(std::string text);

}  // namespace gb::irc
