#include "bridge/delivery/backlog.hpp"

namespace gb::delivery {

void Backlog::look(const std::vector<core::EntryPtr>& page) {
  for (const core::EntryPtr& entry : page) {
    if (entry->note || !core::is_for_room(*entry, room_)) continue;
    const bool removal = std::holds_alternative<core::Removal>(entry->event);
    kept_.push_back({entry->seq, entry->created < now_ - limits_.age, removal ? entry : nullptr});
    if (kept_.size() > limits_.entries) drop_front();
    while (!kept_.empty() && kept_.front().old) drop_front();
  }
}

void Backlog::drop_front() {
  if (!kept_.front().removal)
    ++skipped_;
  else if (removals_.size() < most_removals)
    removals_.push_back(kept_.front().removal);
  skipped_to_ = kept_.front().seq;
  kept_.pop_front();
}

std::string skipped_notice(std::size_t count) {
  return count == 1 ? "1 message was not relayed while this room was away"
                    : std::to_string(count) + " messages were not relayed while this room was away";
}

}  // namespace gb::delivery
