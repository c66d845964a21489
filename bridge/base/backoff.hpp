#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace gb {

/// Growing delays between attempts: doubled each time, from `least` to `most`, spread by a random factor; back to
/// `least` only after `steady` has been told.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds least, std::chrono::milliseconds most) : least_(least), most_(most), next_(least) {}

  /// `random` is from 0 to 1. Never less than `least`.
  std::chrono::milliseconds delay(double random) {
    const auto base = next_;
    next_ = std::min(most_, next_ * 2);
    return base +
           std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(base.count()) * 0.5 * random));
  }

  void steady() { next_ = least_; }

 private:
  std::chrono::milliseconds least_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds next_;
};

}  // namespace gb
