#include "protocol/text/timestamp.hpp"

#include <gtest/gtest.h>

namespace gb::text {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

const Milliseconds noon = sys_days{2026y / January / 31} + 12h;

TEST(Timestamp, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(format_timestamp(noon), "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(format_timestamp(noon + 7ms), "2026-01-31T12:00:00.007Z");
  EXPECT_EQ(format_timestamp(Milliseconds{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_timestamp(Milliseconds{-1ms}), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, ReadsEveryFormOfRfc3339) {
  EXPECT_EQ(parse_timestamp("2026-01-31T12:00:00.000Z"), noon);
  EXPECT_EQ(parse_timestamp("2026-01-31T12:00:00Z"), noon);
  EXPECT_EQ(parse_timestamp("2026-01-31 12:00:00z"), noon);
  EXPECT_EQ(parse_timestamp("2026-01-31T12:00:00.5Z"), noon + 500ms);
  EXPECT_EQ(parse_timestamp("2026-01-31T12:00:00.123456789Z"), noon + 123ms);
  EXPECT_EQ(parse_timestamp("2026-01-31T13:30:00+01:30"), noon);
  EXPECT_EQ(parse_timestamp("2026-01-31T04:00:00-08:00"), noon);
}

TEST(Timestamp, RefusesTheRest) {
  for (const auto* text :
       {"", "2026", "2026-01-31", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Zx",
        "2026-1-31T12:00:00Z", "2026-01-31T12:00:00+1:00", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+01:60",
        "2026-01-31T12:00:00+99:99", "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"})
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
}

}  // namespace
}  // namespace gb::text
