#include "adapters/matrix/second_look.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "bridge/net/spawn.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds late{1};      // Synapse tries again after two.
constexpr std::chrono::seconds calm{10};     // After the last that came late.
constexpr std::chrono::minutes patience{1};  // For one whose clock is behind ours, all is late.
constexpr std::chrono::minutes before{1};    // What is kept back may be a little older than what came.
constexpr std::chrono::hours furthest{1};

Tick tick_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

SecondLook::SecondLook(const boost::asio::any_io_executor& loop, Look look)
    : loop_(loop), look_(std::move(look)), timer_(loop) {}

void SecondLook::pushed(Time oldest) {
  const Time now = wall_now();
  if (stopped_ || oldest > now - late) return;
  oldest = std::max<Time>(oldest - before, now - furthest);
  last_late_ = tick_now();
  since_ = waiting_ ? std::min(since_, oldest) : oldest;
  if (!std::exchange(waiting_, true)) net::spawn(loop_, "matrix", wait_and_look(), [self = shared_from_this()] {});
}

void SecondLook::stop() {
  stopped_ = true;
  timer_.cancel();
}

awaitable<void> SecondLook::wait_and_look() {
  const Tick end = tick_now() + patience;
  for (Tick next = last_late_ + calm; !stopped_ && tick_now() < next; next = std::min(end, last_late_ + calm))
    co_await pause(next);
  waiting_ = false;
  if (!stopped_) co_await look_(since_);
}

awaitable<void> SecondLook::pause(Tick until) {
  timer_.expires_at(until);
  boost::system::error_code ignored;
  co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace gb::matrix
