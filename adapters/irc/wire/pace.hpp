#pragma once

#include <chrono>

namespace gb::irc {

/// A bucket of tokens, one per line. Time is passed in.
class Pace {
 public:
  using Tick = std::chrono::steady_clock::time_point;

  /// `per_second` 0: no pacing.
  Pace(double burst, double per_second);

  /// Takes a token. False: none is there until `wait` has passed.
  bool take(Tick now);

  /// How long until there is a token.
  std::chrono::milliseconds wait(Tick now);

 private:
  void refill(Tick now);

  double burst_;
  double per_second_;
  double tokens_;
  Tick filled_;
};

}  // namespace gb::irc
