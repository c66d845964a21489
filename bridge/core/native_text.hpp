#pragma once

#include <string>
#include <string_view>

#include "bridge/core/event.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// The message that a native's plain text means. A text that begins with "/me " is an action; everything else is taken
/// as typed.
Message from_native(std::string_view content);

/// The plain text that natives see. Formatting is left out; an action reads "* bob waves".
std::string to_native(const Message& message, const User& author);

}  // namespace gb::core
