#pragma once

#include <string>

#include "bridge/base/time.hpp"

namespace gb::core {

/// What stands before words that come late, where a side has no times of its own: "[14:05] " (UTC). Empty within a
/// minute. Pure: the time is passed in.
std::string late_mark(Time said, Time now);

}  // namespace gb::core
