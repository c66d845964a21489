#pragma once

#include <chrono>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/channel_log.hpp"

namespace gb::delivery {

/// For rooms that cannot change what they have shown. Who edits often edits again at once: the last version is told, a
/// moment later. Cuts the window before an edit that may be edited again; says how long to wait for it.
/// By a clock that is ahead nobody can tell how long that is: an edit dated in the future counts as old.
std::chrono::milliseconds cut_at_fresh_edit(const core::ChannelLog& log, std::vector<core::EntryPtr>& window, Time now);

}  // namespace gb::delivery
