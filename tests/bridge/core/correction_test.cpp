#include "bridge/core/correction.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

TEST(Correction, OneWord) {
  EXPECT_EQ(correction("Is X posible?", "Is X possible?"), "possible?");
}

TEST(Correction, OnlyTheAddedTail) {
  EXPECT_EQ(correction("Is X possible?", "Is X possible? I ask because of Y"), "I ask because of Y");
}

TEST(Correction, TwoFarApartWords) {
  std::string before;
  for (int n = 0; n < 80; ++n) before += "word" + std::to_string(n) + " ";
  std::string after = before;
  after.replace(after.find("word3 "), 5, "first");
  after.replace(after.find("word70"), 6, "second");
  EXPECT_EQ(correction(before, after), "first ... second");
}

TEST(Correction, IsNeverLongerThanTheNewText) {
  EXPECT_EQ(correction("a b c", "x b y"), "x b y") << "the gap would take more than it saves";
  EXPECT_EQ(correction("all of it", "something new"), "something new");
  EXPECT_EQ(correction("", "x"), "x");
  std::string many;
  for (int n = 0; n < 3000; ++n) many += "w ";
  EXPECT_LE(correction(many, many + "more").size(), many.size() + 5);
}

TEST(Correction, WhatWasTakenAwayLeavesTheWhole) {
  EXPECT_EQ(correction("do not come", "do come"), "do come");
}

TEST(Correction, IsOneLineAndNothingWhereNothingChanged) {
  EXPECT_EQ(correction("a\nb", "a\nb c\nd"), "c d");
  EXPECT_EQ(correction("same words", " same\nwords "), "");
}

}  // namespace
}  // namespace gb::core
