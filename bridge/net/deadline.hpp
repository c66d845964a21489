#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace gb::net {

/// Limits the operation that runs while this lives: when time is up, `insist` is called once, and must make the
/// operation end. Lives on the event loop.
class Deadline {
 public:
  Deadline(const boost::asio::any_io_executor& loop, std::chrono::milliseconds limit, std::function<void()> insist)
      : timer_(loop, limit), state_(std::make_shared<State>(State{std::move(insist)})) {
    timer_.async_wait([state = state_](const boost::system::error_code& cancelled) {
      // A timer that fired before it was cancelled still calls; what it would end may be gone by then.
      if (cancelled || state->over) return;
      state->expired = true;
      state->insist();
    });
  }

  ~Deadline() { state_->over = true; }

  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// What to tell of a failed operation: that it was too slow, or its own reason.
  std::string words(const boost::system::error_code& fault) const {
    return state_->expired ? "timed out" : fault.message();
  }

 private:
  struct State {
    std::function<void()> insist;
    bool expired = false;
    bool over = false;
  };

  boost::asio::steady_timer timer_;
  std::shared_ptr<State> state_;
};

}  // namespace gb::net
