#include "bridge/core/late_mark.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

using namespace std::chrono_literals;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

TEST(LateMark, NothingWithinAMinute) {
  EXPECT_EQ(late_mark(noon, noon), "");
  EXPECT_EQ(late_mark(noon, noon + 1min - 1ms), "");
}

TEST(LateMark, FromAMinuteOnTheTimeOfTheWords) {
  EXPECT_EQ(late_mark(noon, noon + 1min), "[12:00] ");
  EXPECT_EQ(late_mark(noon + 5min + 59s + 999ms, noon + 3h), "[12:05] ") << "cut, not rounded";
  EXPECT_EQ(late_mark(noon - 12h, noon), "[00:00] ");
  EXPECT_EQ(late_mark(noon - 1ms, noon + 30h), "[11:59] ") << "whatever day it was";
}

TEST(LateMark, NothingIsLateThatIsSaidInTheFuture) {
  EXPECT_EQ(late_mark(noon + 1h, noon), "");
}

}  // namespace
}  // namespace gb::core
