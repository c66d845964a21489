#include "bridge/delivery/backlog.hpp"

#include <algorithm>

namespace gb::delivery {

Sifted sift(const std::vector<core::EntryPtr>& waiting, RoomId room, const CatchUp& limits, Time now) {
  Sifted sifted;
  std::ranges::copy_if(waiting, std::back_inserter(sifted.remaining),
                       [room](const core::EntryPtr& entry) { return core::is_for_room(*entry, room); });
  const std::size_t over =
      sifted.remaining.size() > limits.entries ? sifted.remaining.size() - limits.entries : std::size_t{0};
  std::size_t drop = 0;
  while (drop < sifted.remaining.size() && (drop < over || sifted.remaining[drop]->created < now - limits.age)) ++drop;
  if (drop == 0) return sifted;
  sifted.skipped_to = sifted.remaining[drop - 1]->seq;
  sifted.skipped = static_cast<std::size_t>(std::count_if(sifted.remaining.begin(),
                                                          sifted.remaining.begin() + static_cast<std::ptrdiff_t>(drop),
                                                          [](const core::EntryPtr& entry) { return !entry->note; }));
  sifted.remaining.erase(sifted.remaining.begin(), sifted.remaining.begin() + static_cast<std::ptrdiff_t>(drop));
  return sifted;
}

std::string skipped_notice(std::size_t count, bool more) {
  const std::string tail = " not relayed while this room was away";
  if (more && count == 0) return "Older messages were" + tail;
  if (more) return "More than " + std::to_string(count) + " messages were" + tail;
  return count == 1 ? "1 message was" + tail : std::to_string(count) + " messages were" + tail;
}

}  // namespace gb::delivery
