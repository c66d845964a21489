#include "bridge/base/backoff.hpp"

#include <gtest/gtest.h>

namespace gb {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesToItsMostAndComesBack) {
  Backoff backoff(milliseconds(100), milliseconds(1000));
  milliseconds last{0};
  for (int n = 0; n < 10; ++n) {
    const milliseconds delay = backoff.delay(0);
    EXPECT_GE(delay, milliseconds(100));
    EXPECT_GE(delay, last);
    last = delay;
  }
  EXPECT_GE(last, milliseconds(900));
  EXPECT_LE(backoff.delay(1), milliseconds(2000));
  backoff.steady();
  EXPECT_LE(backoff.delay(0), milliseconds(200));
}

}  // namespace
}  // namespace gb
