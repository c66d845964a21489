#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bridge/core/rich_text.hpp"

namespace gb::irc {

/// A rich text as lines for IRC, each at most `room` bytes: split at line ends and where it is too long, with
/// formatting codes that begin anew on every line, and without calls on everybody (@everyone). Control characters that
/// somebody typed become spaces. Colours are left out where `colours` is false. Pure.
std::vector<std::string> text_lines(const core::RichText& body, std::size_t room, bool colours);

}  // namespace gb::irc
