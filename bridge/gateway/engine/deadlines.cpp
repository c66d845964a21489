#include "bridge/gateway/engine/deadlines.hpp"

#include <algorithm>
#include <utility>

namespace gb::gateway {

Deadlines::Deadlines(const boost::asio::any_io_executor& loop) : timer_(loop) {}

void Deadlines::schedule(const std::shared_ptr<Timed>& thing, Tick when) {
  if (stopped_ || when >= thing->watched_) return;
  push(thing, when);
  arm();
}

void Deadlines::stop() {
  stopped_ = true;
  timer_.cancel();
  heap_.clear();
}

void Deadlines::push(const std::shared_ptr<Timed>& thing, Tick when) {
  thing->watched_ = when;
  heap_.push_back({when, thing});
  std::ranges::push_heap(heap_, later);
}

void Deadlines::arm() {
  if (stopped_ || heap_.empty() || heap_.front().when >= armed_) return;
  armed_ = heap_.front().when;
  timer_.expires_at(armed_);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) due();
  });
}

void Deadlines::due() {
  armed_ = Tick::max();
  const Tick now = std::chrono::steady_clock::now();
  while (!heap_.empty() && heap_.front().when <= now) {
    std::ranges::pop_heap(heap_, later);
    Item item = std::move(heap_.back());
    heap_.pop_back();
    const std::shared_ptr<Timed> thing = item.thing.lock();
    if (!thing || item.when != thing->watched_) continue;  // Gone, or the deadline has moved forward since.
    thing->watched_ = Tick::max();
    const Tick next = std::max(thing->on_deadline(now), now + std::chrono::milliseconds(1));
    if (next < thing->watched_) push(thing, next);
  }
  arm();
}

}  // namespace gb::gateway
