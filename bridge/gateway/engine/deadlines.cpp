#include "bridge/gateway/engine/deadlines.hpp"

#include <algorithm>
#include <utility>

namespace gb::gateway {

Deadlines::Deadlines(const boost::asio::any_io_executor& loop) : timer_(loop) {}

void Deadlines::schedule(std::weak_ptr<Timed> thing, Tick when) {
  push({when, std::move(thing)});
  arm();
}

void Deadlines::stop() {
  stopped_ = true;
  timer_.cancel();
  heap_.clear();
}

void Deadlines::push(Item item) {
  heap_.push_back(std::move(item));
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
    const Tick next = thing ? thing->on_deadline(now) : Tick::max();
    if (next != Tick::max()) push({std::max(next, now + std::chrono::milliseconds(1)), std::move(item.thing)});
  }
  arm();
}

}  // namespace gb::gateway
