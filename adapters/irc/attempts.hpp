#pragma once

#include <chrono>

#include "bridge/base/backoff.hpp"

namespace gb::irc {

/// When to connect again. Time and chance are passed in.
class Attempts {
 public:
  /// A connection that held this many times `least` was a good one: the next delay is the shortest again.
  static constexpr int steady_factor = 12;

  /// After a refusal that a retry will not change, the delay is this many times `most`.
  static constexpr int refused_factor = 6;

  Attempts(std::chrono::milliseconds least, std::chrono::milliseconds most)
      : least_(least), most_(most), backoff_(least, most) {}

  /// The delay after a connection that was registered for `up` (0: never); never less than `least`.
  /// `random` is from 0 to 1.
  std::chrono::milliseconds after(std::chrono::milliseconds up, bool refused, double random) {
    if (up >= least_ * steady_factor) backoff_.steady();
    const auto delay = backoff_.delay(random);
    return refused ? most_ * refused_factor + delay : delay;
  }

 private:
  std::chrono::milliseconds least_;
  std::chrono::milliseconds most_;
  Backoff backoff_;
};

}  // namespace gb::irc
