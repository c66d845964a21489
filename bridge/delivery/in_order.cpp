#include "bridge/delivery/in_order.hpp"

#include <exception>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::delivery {

void InOrder::quick(std::function<void()> step) {
  if (waiting_.empty()) return step();
  waiting_.emplace_back([step = std::move(step)]() -> boost::asio::awaitable<void> {
    step();
    co_return;
  });
}

void InOrder::slow(Step step) {
  waiting_.push_back(std::move(step));
  if (waiting_.size() == 1) net::spawn(loop_, area_, work_off());
}

boost::asio::awaitable<void> InOrder::work_off() {
  const auto self = shared_from_this();
  while (!waiting_.empty()) {
    try {
      co_await waiting_.front()();
    } catch (const std::exception& failure) {
      log::error(area_, "a step failed: {}", failure.what());
    }
    waiting_.pop_front();
  }
}

}  // namespace gb::delivery
