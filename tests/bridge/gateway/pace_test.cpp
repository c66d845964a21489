#include "bridge/gateway/pace.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

const Tick noon = Tick{} + std::chrono::hours(12);
const Allowance allowance{2, 1};

TEST(Pace, TenBurstsRefusedInARowAreAbuse) {
  Pace pace;
  for (int n = 0; n < 2 + 20; ++n) {
    pace.take(allowance, noon);
    EXPECT_FALSE(pace.abused(allowance)) << n;
  }
  EXPECT_TRUE(pace.take(allowance, noon));
  EXPECT_TRUE(pace.abused(allowance));
}

TEST(Pace, WhoWaitsInBetweenIsForgiven) {
  Pace pace;
  for (int round = 0; round < 10; ++round) {
    const Tick now = noon + std::chrono::minutes(round);
    for (int n = 0; n < 2 + 20; ++n) pace.take(allowance, now);
    EXPECT_FALSE(pace.abused(allowance)) << round;
  }
}

}  // namespace
}  // namespace gb::gateway
