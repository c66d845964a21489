#include "config/load/quantity.hpp"

#include <gtest/gtest.h>

namespace gb::config {
namespace {

TEST(ConfigQuantity, Durations) {
  EXPECT_EQ(parse_duration("25 s"), Duration(25'000));
  EXPECT_EQ(parse_duration("500ms"), Duration(500));
  EXPECT_EQ(parse_duration("10 min"), Duration(600'000));
  EXPECT_EQ(parse_duration("24 h"), Duration(86'400'000));
  EXPECT_EQ(parse_duration("7 d"), Duration(7 * 86'400'000LL));
  for (const char* wrong : {"", "5", "s", "-5 s", "5 parsecs", "1.5 s", "5 s s"})
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
  for (const char* large : {"99999999999999999999 s", "9999999999 d"})
    EXPECT_GT(parse_duration(large), Duration(std::chrono::hours(24 * 365 * 1'000'000LL))) << large;
}

TEST(ConfigQuantity, Sizes) {
  EXPECT_EQ(parse_bytes("3 MiB"), Bytes{3} << 20);
  EXPECT_EQ(parse_bytes("64KiB"), Bytes{64} << 10);
  EXPECT_EQ(parse_bytes("10 MB"), 10'000'000U);
  EXPECT_EQ(parse_bytes("0 B"), 0U);
  EXPECT_EQ(parse_bytes("3000000000 B"), 3'000'000'000U);
  for (const char* wrong : {"", "5", "MiB", "-1 B", "5 s"}) EXPECT_FALSE(parse_bytes(wrong)) << wrong;
}

}  // namespace
}  // namespace gb::config
