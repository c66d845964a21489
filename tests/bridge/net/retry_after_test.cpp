#include "bridge/net/retry_after.hpp"

#include <gtest/gtest.h>

namespace gb::net {
namespace {

using namespace std::chrono_literals;

std::optional<std::chrono::milliseconds> after(const std::string& value) {
  HttpAnswer answer;
  answer.headers = {{"retry-after", value}};
  return retry_after(answer, Time(std::chrono::seconds(784'111'777)));  // Sun, 06 Nov 1994 08:49:37 GMT
}

TEST(RetryAfter, SecondsAndDates) {
  EXPECT_EQ(after("120"), 120s);
  EXPECT_EQ(after("0"), 0s);
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:49:47 GMT"), 10s);
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:00:00 GMT"), 0s) << "over already";
}

TEST(RetryAfter, IsBoundedAndMindsNoNonsense) {
  EXPECT_EQ(after("99999999"), 1h);
  EXPECT_EQ(after("-5"), 0s);
  for (const char* nonsense : {"", "soon", "1e9"}) EXPECT_EQ(after(nonsense), std::nullopt) << nonsense;
  EXPECT_EQ(retry_after(HttpAnswer{}, Time{}), std::nullopt);
}

TEST(RetryAfter, WhatMayPass) {
  for (const int status : {408, 429, 500, 502, 503, 504}) EXPECT_TRUE(is_passing(status));
  for (const int status : {200, 400, 401, 403, 404, 413}) EXPECT_FALSE(is_passing(status));
}

}  // namespace
}  // namespace gb::net
