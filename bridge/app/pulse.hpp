#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <utility>

#include "bridge/base/distribution.hpp"

namespace gb::app {

/// Measures how late the event loop comes to its timers, from `start` to `stop`. Lives on the event loop.
class Pulse {
 public:
  /// `each` is called with each beat, ten times a second.
  Pulse(const boost::asio::any_io_executor& loop, std::function<void()> each) : timer_(loop), each_(std::move(each)) {}

  void start() { beat(); }
  void stop() { timer_.cancel(); }

  const Distribution& delays() const { return delays_; }

 private:
  void beat();

  boost::asio::steady_timer timer_;
  std::function<void()> each_;
  Distribution delays_;
};

/// Resident bytes of this process, and the processor time that it has used; 0 where the system does not tell.
std::uint64_t memory_of_this_process();
double cpu_seconds_of_this_process();

}  // namespace gb::app
