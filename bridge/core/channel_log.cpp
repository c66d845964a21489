// The log of one channel, on top of the ledger. No Asio, no SQL: completions arrive from the ledger, on the loop.
#include "bridge/core/channel_log.hpp"

#include <algorithm>
#include <utility>

namespace gb::core {

ChannelLog::ChannelLog(ChannelId channel, Ledger& ledger, Seq head)
    : channel_(channel), ledger_(ledger), head_(head), tail_after_(head) {}

void ChannelLog::append(Append fact, Done<Appended> done) {
  fact.channel = channel_;
  ledger_.append(std::move(fact), [this, done = std::move(done)](result<Appended> outcome) {
    if (outcome && !outcome->known) landed(outcome->entry);
    done(std::move(outcome));
  });
}

void ChannelLog::landed(const EntryPtr& entry) {
  if (const auto* removal = std::get_if<Removal>(&entry->event)) forget(*removal);
  if (const auto* edit = std::get_if<Edit>(&entry->event)) change(edit->target, edit->now, false);
  tail_.push_back(entry);
  head_ = entry->seq;
  if (tail_.size() > tail_entries) {
    tail_after_ = tail_.front()->seq;
    tail_.pop_front();
  }
  for (Reader* reader : readers_) reader->wake();
}

void ChannelLog::forget(const Removal& removal) {
  change(removal.target, Message{}, true);
  for (const Seq edit : removal.edits) change(edit, Message{}, true);
}

void ChannelLog::change(Seq target, Event event, bool removed) {
  const auto found = std::ranges::lower_bound(tail_, target, {}, [](const EntryPtr& entry) { return entry->seq; });
  if (found == tail_.end() || (*found)->seq != target || (*found)->removed) return;
  Entry changed = **found;
  changed.event = std::move(event);
  changed.removed = removed;
  *found = std::make_shared<const Entry>(std::move(changed));
}

bool ChannelLog::is_edited_again(const Entry& entry) const {
  const auto* edit = std::get_if<Edit>(&entry.event);
  if (edit == nullptr || edit->target == Seq{}) return false;
  return std::ranges::any_of(tail_, [&](const EntryPtr& later) {
    const auto* other = std::get_if<Edit>(&later->event);
    return other != nullptr && later->seq > entry.seq && other->target == edit->target;
  });
}

std::optional<std::vector<EntryPtr>> ChannelLog::live_after(Seq position, std::size_t limit) const {
  if (position < tail_after_) return std::nullopt;
  const auto first = std::ranges::upper_bound(tail_, position, {}, [](const EntryPtr& entry) { return entry->seq; });
  const auto count = std::min<std::size_t>(limit, static_cast<std::size_t>(tail_.end() - first));
  return std::vector<EntryPtr>(first, first + static_cast<std::ptrdiff_t>(count));
}

ChannelLog::Waiting ChannelLog::waiting_for(RoomId room, Seq position) const {
  const auto first = std::ranges::upper_bound(tail_, position, {}, [](const EntryPtr& entry) { return entry->seq; });
  const auto count =
      std::count_if(first, tail_.end(), [room](const EntryPtr& entry) { return is_for_room(*entry, room); });
  return {static_cast<std::size_t>(count), tail_after_};
}

void ChannelLog::read(ReadRange range, Done<std::vector<EntryPtr>> done) const {
  range.channel = channel_;
  ledger_.read(range, std::move(done));
}

void ChannelLog::drop_upto(Seq seq) {
  while (!tail_.empty() && tail_.front()->seq <= seq) tail_.pop_front();
}

void ChannelLog::add_reader(Reader& reader) {
  readers_.push_back(&reader);
}

void ChannelLog::remove_reader(Reader& reader) {
  std::erase(readers_, &reader);
}

}  // namespace gb::core
