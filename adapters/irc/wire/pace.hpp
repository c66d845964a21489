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

/// Growing delays between attempts: doubled each time, from `least` to `most`, spread by a random factor; back to
/// `least` only after `steady` has been told.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds least, std::chrono::milliseconds most) : least_(least), most_(most), next_(least) {}

  /// `random` is from 0 to 1. Never less than `least`.
  std::chrono::milliseconds delay(double random);
  void steady() { next_ = least_; }

 private:
  std::chrono::milliseconds least_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds next_;
};

}  // namespace gb::irc
