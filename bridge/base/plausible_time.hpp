#pragma once

#include <chrono>
#include <optional>

#include "bridge/base/time.hpp"

namespace gb {

/// How far a time that another side tells may be from ours.
struct ClockLimits {
  std::chrono::milliseconds ahead;
  std::chrono::milliseconds behind;
};

/// Of a side that may deliver late, up to a day, and whose clock may differ a little.
inline constexpr ClockLimits may_be_late{std::chrono::minutes(1), std::chrono::hours(24)};

/// When something was said: as the other side tells, if that can be, else `now`. Nobody is made to say things in the
/// future or in another age. Pure: the time is passed in.
inline Time plausible_time(const std::optional<Time>& told, Time now, const ClockLimits& limits = may_be_late) {
  const bool plausible = told && *told <= now + limits.ahead && *told >= now - limits.behind;
  return plausible ? *told : now;
}

}  // namespace gb
