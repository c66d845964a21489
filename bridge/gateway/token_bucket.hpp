#pragma once

#include <chrono>
#include <optional>

#include "bridge/base/time.hpp"

namespace gb::gateway {

/// How much somebody may do: `burst` at once, refilled at `per_second`; 0 per second means no limit.
struct Allowance {
  double burst = 0;
  double per_second = 0;
};

/// A token bucket. The allowance is passed in, so that ten thousand buckets do not carry ten thousand copies of it.
class TokenBucket {
 public:
  /// Takes one token. Nothing if there was one; else how long to wait until there is.
  std::optional<std::chrono::milliseconds> take(const Allowance& allowance, Tick now);

  /// Undoes the last `take` that was granted.
  void give_back();

 private:
  double used_ = 0;  ///< Tokens missing from a full bucket at `seen_`.
  Tick seen_{};
};

}  // namespace gb::gateway
