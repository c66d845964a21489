// The encoded tail of one channel. Pure: no clock, no socket, no log, no idea what the bytes mean.
#include "bridge/gateway/ring.hpp"

#include <algorithm>
#include <utility>

namespace gb::gateway {

void Ring::add(Seq seq, std::string text) {
  newest_ = seq;
  bytes_ += text.size();
  entries_.push_back({seq, std::move(text)});
  // The newest one stays even if it is over the bound alone: it could not be sent otherwise.
  while (bytes_ > max_bytes_ && entries_.size() > 1) drop(entries_.front().seq);
}

SharedBroadcast Ring::after(Seq position) {
  if (position >= newest_) return nullptr;
  if (chunk_from_ == position && chunk_to_ == newest_) return chunk_;
  const auto first = std::ranges::upper_bound(entries_, position, {}, &Encoded::seq);
  chunk_from_ = position;
  chunk_to_ = newest_;
  chunk_ = nullptr;
  if (first == entries_.end()) return nullptr;
  auto chunk = std::make_shared<Broadcast>();
  for (auto entry = first; entry != entries_.end(); ++entry) add_message(*chunk, entry->text);
  chunk_ = std::move(chunk);
  return chunk_;
}

void Ring::drop(Seq position) {
  while (!entries_.empty() && entries_.front().seq <= position) {
    before_ = entries_.front().seq;
    bytes_ -= entries_.front().text.size();
    entries_.pop_front();
  }
  if (entries_.empty()) chunk_ = nullptr;
  if (chunk_ == nullptr) chunk_to_ = Seq{};
}

}  // namespace gb::gateway
