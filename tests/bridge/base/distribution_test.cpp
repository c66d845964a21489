#include "bridge/base/distribution.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace gb {
namespace {

using namespace std::chrono_literals;

TEST(Distribution, CountsEachInItsClass) {
  Distribution times;
  times.add(0ns);
  times.add(500us);  // At a bound: in the class below it.
  times.add(501us);
  times.add(200ms);
  times.add(1h);  // Above the last bound.
  const auto counted = times.counted();
  EXPECT_EQ(counted.each.at(0), 2U);
  EXPECT_EQ(counted.each.at(1), 1U);
  EXPECT_EQ(counted.each.at(8), 1U);
  EXPECT_EQ(counted.each.back(), 1U);
  EXPECT_EQ(std::accumulate(counted.each.begin(), counted.each.end(), std::uint64_t{0}), 5U);
  EXPECT_NEAR(counted.seconds, 3600.201001, 1e-6);
}

}  // namespace
}  // namespace gb
