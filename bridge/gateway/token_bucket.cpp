// Pacing of one connection. Pure arithmetic over times that are passed in: no clock, no log, no socket.
#include "bridge/gateway/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace gb::gateway {

std::optional<std::chrono::milliseconds> TokenBucket::take(const Allowance& allowance, Tick now) {
  if (allowance.per_second <= 0) return std::nullopt;
  const double passed = std::chrono::duration<double>(now - seen_).count();
  used_ = std::max(0.0, used_ - std::max(0.0, passed) * allowance.per_second);
  seen_ = now;
  // A burst below one would refuse everything for ever.
  const double over = used_ + 1 - std::max(1.0, allowance.burst);
  if (over > 0) return std::chrono::milliseconds(static_cast<int>(std::ceil(over / allowance.per_second * 1000)));
  used_ += 1;
  return std::nullopt;
}

void TokenBucket::give_back() {
  used_ = std::max(0.0, used_ - 1);
}

}  // namespace gb::gateway
