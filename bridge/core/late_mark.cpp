#include "bridge/core/late_mark.hpp"

#include <chrono>

#include "protocol/text/timestamp.hpp"

namespace gb::core {

std::string late_mark(Time said, Time now) {
  constexpr std::chrono::minutes late_after{1};
  constexpr std::size_t clock_at = 11;  // in "2026-01-31T12:00:00.000Z"
  constexpr std::size_t clock_size = 5;
  if (now - said < late_after) return {};
  return "[" + text::format_timestamp(said).substr(clock_at, clock_size) + "] ";
}

}  // namespace gb::core
