#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/core/entry.hpp"

namespace gb::core {

/// The new words of a changed text, for sides that cannot change what they have shown: what was added or put in place
/// of something, with " ... " between places; all of `after` where that is no longer. One line, never longer than
/// `after`. Empty if no word is different.
std::string correction(std::string_view before, std::string_view after);

/// What such a side shows of an entry: what was said, or, where `edits`, the words that were changed. Nothing of a
/// removal, or where no word is different.
std::optional<Message> shown_where_nothing_changes(const Entry& entry, bool edits);

}  // namespace gb::core
