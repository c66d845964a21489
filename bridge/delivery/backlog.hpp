#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"

/// What of a backlog is worth carrying. Pure.
namespace gb::delivery {

/// How much a room that was away is caught up on.
struct CatchUp {
  std::chrono::milliseconds age = std::chrono::hours(24);
  std::size_t entries = 100;
};

/// Looks through a room's whole backlog, page by page, oldest first, and finds where to go on: what lies before is too
/// old, or more than the limit. Notes and what is not for the room never count. Keeps numbers only, never more than the
/// limit of entries.
class Backlog {
 public:
  Backlog(RoomId room, const CatchUp& limits, Time now) : room_(room), limits_(limits), now_(now) {}

  void look(const std::vector<core::EntryPtr>& page);

  /// Messages to leave out, and the last of them; 0 before the first.
  std::size_t skipped() const { return skipped_; }

  /// Removals among what is left out, oldest first, at most `most_removals`: these are to be carried all the same.
  const std::vector<core::EntryPtr>& removals() const { return removals_; }
  static constexpr std::size_t most_removals = 1000;
  Seq skipped_to() const { return skipped_to_; }

 private:
  struct Kept {
    Seq seq;
    bool old;
    core::EntryPtr removal;  ///< Null: it is a message.
  };

  void drop_front();

  RoomId room_;
  CatchUp limits_;
  Time now_;
  std::deque<Kept> kept_;
  std::vector<core::EntryPtr> removals_;
  std::size_t skipped_ = 0;
  Seq skipped_to_;
};

/// The one line that says so.
std::string skipped_notice(std::size_t count);

}  // namespace gb::delivery
