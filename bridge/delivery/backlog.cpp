#include "bridge/delivery/backlog.hpp"

namespace gb::delivery {

void Backlog::look(const std::vector<core::EntryPtr>& page) {
  for (const core::EntryPtr& entry : page) {
    if (entry->note || !core::is_for_room(*entry, room_)) continue;
    kept_.push_back({entry->seq, entry->created < now_ - limits_.age});
    if (kept_.size() > limits_.entries) drop_front();
    while (!kept_.empty() && kept_.front().old) drop_front();
  }
}

void Backlog::drop_front() {
  ++skipped_;
  skipped_to_ = kept_.front().seq;
  kept_.pop_front();
}

std::string skipped_notice(std::size_t count) {
  return count == 1 ? "1 message was not relayed while this room was away"
                    : std::to_string(count) + " messages were not relayed while this room was away";
}

}  // namespace gb::delivery
