#include "bridge/base/once_per.hpp"

#include <gtest/gtest.h>

namespace gb {
namespace {

using namespace std::chrono_literals;

const Tick start = Tick{} + std::chrono::hours(1);

TEST(OncePer, LetsEachKeyThroughOncePerInterval) {
  OncePer gate(1h, 10);
  EXPECT_TRUE(gate.pass("bob", start));
  EXPECT_FALSE(gate.pass("bob", start + 59min));
  EXPECT_TRUE(gate.pass("carol", start + 59min));
  EXPECT_TRUE(gate.pass("bob", start + 60min));
}

TEST(OncePer, ACrowdIsBounded) {
  OncePer gate(1h, 3);
  int passed = 0;
  for (int n = 0; n < 100; ++n) passed += gate.pass("nick" + std::to_string(n), start) ? 1 : 0;
  EXPECT_EQ(passed, 3);
  EXPECT_TRUE(gate.pass("late", start + 1h));
}

}  // namespace
}  // namespace gb
