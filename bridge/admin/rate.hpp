#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "bridge/base/time.hpp"

namespace gb::admin {

/// How many there were in the last minute, in steps of five seconds. Pure: time is passed in.
class RecentRate {
 public:
  void add(Tick now) {
    advance(now);
    ++each_.at(place_);
  }

  std::uint64_t per_minute(Tick now) {
    advance(now);
    std::uint64_t all = 0;
    for (const std::uint64_t count : each_) all += count;
    return all;
  }

 private:
  static constexpr std::chrono::seconds step{5};
  static constexpr std::size_t steps = 12;

  void advance(Tick now) {
    const auto to = now.time_since_epoch() / step;
    if (to - at_ >= static_cast<std::int64_t>(steps)) each_ = {};
    for (; at_ < to && to - at_ < static_cast<std::int64_t>(steps); ++at_) {
      place_ = (place_ + 1) % steps;
      each_.at(place_) = 0;
    }
    at_ = to;
  }

  std::array<std::uint64_t, steps> each_{};
  std::size_t place_ = 0;
  std::int64_t at_ = 0;
};

}  // namespace gb::admin
