#include "bridge/gateway/login_throttle.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

using std::chrono::seconds;

const Tick noon = Tick{} + std::chrono::hours(12);

TEST(ThrottleKey, CountsIpv6ByNetwork) {
  EXPECT_EQ(throttle_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(throttle_key("2001:db8:1:2::1"), throttle_key("2001:db8:1:2:ffff::1"));
  EXPECT_NE(throttle_key("2001:db8:1:2::1"), throttle_key("2001:db8:1:3::1"));
}

TEST(ThrottleKey, CountsIpv4ByAddressHoweverItIsWritten) {
  EXPECT_EQ(throttle_key("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(throttle_key("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_NE(throttle_key("192.0.2.7"), throttle_key("192.0.2.8"));
}

TEST(ThrottleKey, TakesWhatIsNoAddressAsItIs) {
  EXPECT_EQ(throttle_key("unix"), "unix");
  EXPECT_EQ(throttle_key(""), "");
}

TEST(LoginThrottle, BlocksAtTheLimitUntilTheWindowEnds) {
  LoginThrottle throttle(3);
  for (int n = 0; n < 3; ++n) {
    EXPECT_FALSE(throttle.wait("a", noon)) << n;
    throttle.failed("a", noon + seconds(n));
  }
  EXPECT_EQ(throttle.wait("a", noon + seconds(2)), seconds(58));
  EXPECT_EQ(throttle.wait("a", noon + seconds(59) + std::chrono::milliseconds(999)), seconds(1));
  EXPECT_FALSE(throttle.wait("a", noon + seconds(60)));
  EXPECT_FALSE(throttle.wait("b", noon));
}

TEST(LoginThrottle, ANewWindowCountsFromNothing) {
  LoginThrottle throttle(2);
  for (int n = 0; n < 5; ++n) throttle.failed("a", noon);
  throttle.failed("a", noon + seconds(60));
  EXPECT_FALSE(throttle.wait("a", noon + seconds(60)));
  throttle.failed("a", noon + seconds(61));
  EXPECT_EQ(throttle.wait("a", noon + seconds(61)), seconds(59));
}

TEST(LoginThrottle, ZeroIsNoLimit) {
  LoginThrottle throttle(0);
  for (int n = 0; n < 100; ++n) throttle.failed("a", noon);
  EXPECT_FALSE(throttle.wait("a", noon));
  EXPECT_EQ(throttle.size(), 0u);
}

TEST(LoginThrottle, TheTableIsBoundedAndForgetsTheOldestFirst) {
  LoginThrottle throttle(1);
  for (std::size_t n = 0; n < LoginThrottle::most_addresses + 10; ++n) throttle.failed(std::to_string(n), noon);
  EXPECT_EQ(throttle.size(), LoginThrottle::most_addresses);
  EXPECT_FALSE(throttle.wait("9", noon));
  EXPECT_TRUE(throttle.wait("10", noon));
}

TEST(LoginThrottle, ForgetsWhatIsOver) {
  LoginThrottle throttle(1);
  for (int n = 0; n < 1000; ++n) throttle.failed(std::to_string(n), noon);
  throttle.failed("late", noon + seconds(61));
  EXPECT_EQ(throttle.size(), 1u);
}

}  // namespace
}  // namespace gb::gateway
