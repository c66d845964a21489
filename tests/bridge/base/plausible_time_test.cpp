#include "bridge/base/plausible_time.hpp"

#include <gtest/gtest.h>

namespace gb {
namespace {

using namespace std::chrono_literals;

const Time now{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

TEST(PlausibleTime, IsWhatIsToldWithinTheLimits) {
  EXPECT_EQ(plausible_time(now, now), now);
  EXPECT_EQ(plausible_time(now - 1h, now), now - 1h);
  EXPECT_EQ(plausible_time(now - 24h, now), now - 24h);
  EXPECT_EQ(plausible_time(now + 1min, now), now + 1min) << "clocks differ a little";
}

TEST(PlausibleTime, IsOursBeyondThem) {
  EXPECT_EQ(plausible_time(now + 1min + 1ms, now), now);
  EXPECT_EQ(plausible_time(now - 24h - 1ms, now), now);
  EXPECT_EQ(plausible_time(Time{}, now), now);
  EXPECT_EQ(plausible_time(Time{-1h}, now), now) << "before all ages";
}

TEST(PlausibleTime, IsOursWhereNothingIsTold) {
  EXPECT_EQ(plausible_time(std::nullopt, now), now);
}

TEST(PlausibleTime, SomeSidesNeverComeLate) {
  constexpr ClockLimits live{30s, 30s};
  EXPECT_EQ(plausible_time(now + 30s, now, live), now + 30s);
  EXPECT_EQ(plausible_time(now + 30s + 1ms, now, live), now);
  EXPECT_EQ(plausible_time(now - 30s, now, live), now - 30s);
  EXPECT_EQ(plausible_time(now - 30s - 1ms, now, live), now);
}

}  // namespace
}  // namespace gb
