#include "adapters/origin/wire/place.hpp"

#include <gtest/gtest.h>

namespace gb::origin {
namespace {

TEST(OriginPlace, IsAGuildAndAChannel) {
  EXPECT_EQ(parse_place("7/31"), (Place{7, 31}));
  EXPECT_EQ(parse_place("0/4503599627370495"), (Place{0, 4503599627370495}));
}

TEST(OriginPlace, WhatIsNoNumberCountsAsNothing) {
  for (const char* text : {"", "/", "x/y", "guild"}) EXPECT_EQ(parse_place(text), Place{}) << text;
  EXPECT_EQ(parse_place("7"), (Place{7, 0}));
}

}  // namespace
}  // namespace gb::origin
