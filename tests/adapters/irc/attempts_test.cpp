#include "adapters/irc/attempts.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using namespace std::chrono_literals;

TEST(Attempts, GrowWithJitterUpToTheMost) {
  Attempts attempts(100ms, 1000ms);
  EXPECT_EQ(attempts.after(0ms, false, 0.0), 100ms);
  EXPECT_EQ(attempts.after(0ms, false, 0.0), 200ms);
  const auto with_jitter = attempts.after(0ms, false, 1.0);
  EXPECT_GT(with_jitter, 400ms);
  EXPECT_LE(with_jitter, 800ms);
  for (int n = 0; n < 10; ++n) attempts.after(0ms, false, 0.5);
  EXPECT_LE(attempts.after(0ms, false, 1.0), 1500ms);
}

TEST(Attempts, AreNeverSoonerThanTheLeast) {
  Attempts attempts(100ms, 1000ms);
  for (int n = 0; n < 20; ++n) EXPECT_GE(attempts.after(n * 1000ms, false, 0.0), 100ms);
}

TEST(Attempts, ForgetOnlyAfterAGoodConnection) {
  Attempts attempts(100ms, 10'000ms);
  attempts.after(0ms, false, 0.0);
  attempts.after(0ms, false, 0.0);
  EXPECT_EQ(attempts.after(1199ms, false, 0.0), 400ms);
  EXPECT_EQ(attempts.after(1200ms, false, 0.0), 100ms);
}

TEST(Attempts, WaitLongAfterARefusal) {
  Attempts attempts(100ms, 1000ms);
  EXPECT_GE(attempts.after(0ms, true, 0.0), 6000ms);
}

}  // namespace
}  // namespace gb::irc
