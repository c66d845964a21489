#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace gb::test {

/// Runs the loop until `done()`; false if that takes longer than `limit`.
template <class Done>
bool until(boost::asio::io_context& loop, Done done, std::chrono::milliseconds limit = std::chrono::seconds(5)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds(5));
  }
  return true;
}

/// Runs the loop for a while, whatever happens.
inline void run_for(boost::asio::io_context& loop, std::chrono::milliseconds time) {
  until(
      loop, [] { return false; }, time);
}

}  // namespace gb::test
