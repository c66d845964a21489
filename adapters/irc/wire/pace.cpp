#include "adapters/irc/wire/pace.hpp"

#include <algorithm>
#include <cmath>

namespace gb::irc {

Pace::Pace(double burst, double per_second) : burst_(std::max(burst, 1.0)), per_second_(per_second), tokens_(burst_) {}

void Pace::refill(Tick now) {
  if (filled_ != Tick{})
    tokens_ = std::min(burst_, tokens_ + per_second_ * std::chrono::duration<double>(now - filled_).count());
  filled_ = now;
}

bool Pace::take(Tick now) {
  if (per_second_ <= 0) return true;
  refill(now);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

std::chrono::milliseconds Pace::wait(Tick now) {
  if (per_second_ <= 0) return std::chrono::milliseconds(0);
  refill(now);
  if (tokens_ >= 1) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil((1 - tokens_) / per_second_ * 1000)));
}

}  // namespace gb::irc
