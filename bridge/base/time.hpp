#pragma once

#include <chrono>

namespace gb {

/// A moment as the protocols know it: UTC, milliseconds.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// A moment for time-outs and pacing; never shown, never stored.
using Tick = std::chrono::steady_clock::time_point;

/// The wall clock. Pure code takes the time as an argument instead.
inline Time wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace gb
