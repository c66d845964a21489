#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"

/// What of a backlog is worth carrying. Pure.
namespace gb::delivery {

/// How much a room that was away is caught up on.
struct CatchUp {
  std::chrono::milliseconds age = std::chrono::hours(24);
  std::size_t entries = 100;
};

/// Splits what waits, oldest first, into what is skipped (from the front) and what is carried. Skipped is what is too
/// old, and what is over the count. Notes and what is not for the room never count.
struct Sifted {
  std::size_t skipped = 0;                ///< Messages left out.
  Seq skipped_to;                         ///< The last of them.
  std::vector<core::EntryPtr> remaining;  ///< For the room, in order.
};

Sifted sift(const std::vector<core::EntryPtr>& waiting, RoomId room, const CatchUp& limits, Time now);

/// The one line that says so. `more`: there were others before them, which nobody has counted.
std::string skipped_notice(std::size_t count, bool more);

}  // namespace gb::delivery
