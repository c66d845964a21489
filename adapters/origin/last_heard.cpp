#include "adapters/origin/last_heard.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

namespace gb::origin {
namespace {

constexpr std::chrono::seconds keep_every{1};

}  // namespace

LastHeard::LastHeard(const boost::asio::any_io_executor& loop, const std::optional<Seen>& kept, Keep keep)
    : progress_(kept),
      keep_(std::move(keep)),
      news_(loop, boost::asio::steady_timer::time_point::max()),
      timer_(loop) {}

void LastHeard::done(Progress::Ticket ticket, bool durable) {
  progress_.done(ticket, durable);
  news_.cancel();
  if (durable) keep_later();
}

boost::asio::awaitable<void> LastHeard::until_under_way(std::size_t most) {
  const auto self = shared_from_this();
  while (progress_.under_way() > most && !stopped_) {
    boost::system::error_code woken;
    co_await news_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
}

void LastHeard::keep_later() {
  // The first time at once: without it the next run would begin at the head.
  if (kept_.empty()) keep_now();
  if (std::exchange(keeping_, true)) return;
  timer_.expires_after(keep_every);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self) return;
    self->keeping_ = false;
    self->keep_now();
  });
}

void LastHeard::keep_now() {
  if (!progress_.durable()) return;
  std::string now = to_text(*progress_.durable());
  if (now != kept_) keep_(now);
  kept_ = std::move(now);
}

void LastHeard::stop() {
  stopped_ = true;
  keep_now();
  news_.cancel();
}

}  // namespace gb::origin
