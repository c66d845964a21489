// Whether a connection keeps to its rate. Pure: times are passed in.
#include "bridge/gateway/pace.hpp"

#include <algorithm>

namespace gb::gateway {

namespace {
constexpr double patience = 10;  // bursts
}

std::optional<std::chrono::milliseconds> Pace::take(const Allowance& allowance, Tick now) {
  auto wait = bucket_.take(allowance, now);
  refused_in_a_row_ = wait ? refused_in_a_row_ + 1 : 0;
  return wait;
}

bool Pace::abused(const Allowance& allowance) const {
  return refused_in_a_row_ > patience * std::max(1.0, allowance.burst);
}

}  // namespace gb::gateway
