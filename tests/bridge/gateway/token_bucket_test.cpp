#include "bridge/gateway/token_bucket.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

using std::chrono::milliseconds;

const Tick noon = Tick{} + std::chrono::hours(12);

TEST(TokenBucket, GivesTheBurstAndThenTellsHowLongToWait) {
  TokenBucket bucket;
  const Allowance allowance{3, 2};
  for (int n = 0; n < 3; ++n) EXPECT_FALSE(bucket.take(allowance, noon)) << n;
  EXPECT_EQ(bucket.take(allowance, noon), milliseconds(500));
  EXPECT_EQ(bucket.take(allowance, noon + milliseconds(250)), milliseconds(250));
}

TEST(TokenBucket, RefillsWithTimeAndNeverBeyondTheBurst) {
  TokenBucket bucket;
  const Allowance allowance{2, 2};
  for (int n = 0; n < 2; ++n) EXPECT_FALSE(bucket.take(allowance, noon));
  EXPECT_FALSE(bucket.take(allowance, noon + milliseconds(500)));
  EXPECT_TRUE(bucket.take(allowance, noon + milliseconds(500)));
  const Tick later = noon + std::chrono::hours(1);
  for (int n = 0; n < 2; ++n) EXPECT_FALSE(bucket.take(allowance, later));
  EXPECT_TRUE(bucket.take(allowance, later));
}

TEST(TokenBucket, RefusedOnesCostNothing) {
  TokenBucket bucket;
  const Allowance allowance{1, 1};
  EXPECT_FALSE(bucket.take(allowance, noon));
  for (int n = 0; n < 1000; ++n) EXPECT_TRUE(bucket.take(allowance, noon));
  EXPECT_FALSE(bucket.take(allowance, noon + std::chrono::seconds(1)));
}

TEST(TokenBucket, NoRateIsNoLimit) {
  TokenBucket bucket;
  for (int n = 0; n < 1000; ++n) EXPECT_FALSE(bucket.take({1, 0}, noon));
}

TEST(TokenBucket, ABurstBelowOneStillLetsOneThrough) {
  TokenBucket bucket;
  EXPECT_FALSE(bucket.take({0, 1}, noon));
  EXPECT_TRUE(bucket.take({0, 1}, noon));
}

TEST(TokenBucket, AClockThatStandsStillOrGoesBackGivesNothing) {
  TokenBucket bucket;
  EXPECT_FALSE(bucket.take({1, 1}, noon));
  EXPECT_TRUE(bucket.take({1, 1}, noon - std::chrono::hours(1)));
}

}  // namespace
}  // namespace gb::gateway
