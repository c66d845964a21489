#pragma once

#include <string>
#include <string_view>

namespace gb::core {

/// The new words of a changed text, for sides that cannot change what they have shown: what was added or put in place
/// of something, with " ... " between places; all of `after` where that is no longer. One line, never longer than
/// `after`. Empty if no word is different.
std::string correction(std::string_view before, std::string_view after);

}  // namespace gb::core
