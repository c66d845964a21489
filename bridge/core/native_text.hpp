#pragma once

#include <string>
#include <string_view>

#include "bridge/core/event.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// What stands before the words of an edit, and of an answer, where a side has nothing better.
inline constexpr std::string_view edit_mark = "(edited) ";
std::string reply_mark(const Reply& reply);

/// The message that a native's plain text means. A text that begins with "/me " is an action; everything else is taken
/// as typed.
Message from_native(std::string_view content);

/// The plain text that natives see. Formatting is left out; an action reads "* bob waves", an answer
/// "[re alice] yes".
std::string to_native(const Message& message, const User& author);

/// The same of a changed message: "(edited) new words".
std::string to_native(const Edit& edit, const User& author);

}  // namespace gb::core
