#include "bridge/gateway/ring.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

std::vector<std::string> texts(const SharedBroadcast& chunk) {
  return chunk ? chunk->packets : std::vector<std::string>{};
}

using Words = std::vector<std::string>;

TEST(Ring, GivesWhatCameAfterAPosition) {
  Ring ring(Seq{10}, 1000);
  EXPECT_EQ(ring.after(Seq{10}), nullptr);
  ring.add(Seq{12}, "a");
  ring.pass(Seq{13});
  ring.add(Seq{15}, "b");
  EXPECT_EQ(texts(ring.after(Seq{10})), (Words{"a", "b"}));
  EXPECT_EQ(texts(ring.after(Seq{11})), (Words{"a", "b"}));
  EXPECT_EQ(texts(ring.after(Seq{12})), (Words{"b"}));
  EXPECT_EQ(ring.after(Seq{15}), nullptr);
}

TEST(Ring, SharesTheBytesUntilThereIsMore) {
  Ring ring(Seq{0}, 1000);
  ring.add(Seq{1}, "a");
  const auto first = ring.after(Seq{0});
  EXPECT_EQ(ring.after(Seq{0}), first);
  ring.add(Seq{2}, "b");
  EXPECT_NE(ring.after(Seq{0}), first);
  EXPECT_EQ(texts(first), (Words{"a"})) << "what was given does not change";
}

TEST(Ring, WhatIsOnlyPassedIsNothingToSend) {
  Ring ring(Seq{0}, 1000);
  ring.pass(Seq{5});
  EXPECT_EQ(ring.newest(), Seq{5});
  EXPECT_EQ(ring.after(Seq{0}), nullptr);
  EXPECT_TRUE(ring.reaches(Seq{0}));
}

TEST(Ring, IsBoundedByBytesAndSaysWhoIsTooFarBehind) {
  Ring ring(Seq{0}, 10);
  for (std::int64_t n = 1; n <= 5; ++n) ring.add(Seq{n}, "1234");
  EXPECT_LE(ring.bytes(), 10u);
  EXPECT_FALSE(ring.reaches(Seq{2}));
  EXPECT_TRUE(ring.reaches(Seq{3}));
  EXPECT_EQ(texts(ring.after(Seq{3})).size(), 2u);
}

TEST(Ring, OneEntryOverTheBoundIsStillSent) {
  Ring ring(Seq{0}, 10);
  ring.add(Seq{1}, std::string(100, 'x'));
  EXPECT_TRUE(ring.reaches(Seq{0}));
  EXPECT_EQ(texts(ring.after(Seq{0})).size(), 1u);
  ring.add(Seq{2}, "y");
  EXPECT_FALSE(ring.reaches(Seq{0}));
}

TEST(Ring, DropsWhatNobodyNeeds) {
  Ring ring(Seq{0}, 1000);
  ring.add(Seq{1}, "a");
  ring.add(Seq{2}, "b");
  ring.drop(Seq{1});
  EXPECT_EQ(ring.bytes(), 1u);
  EXPECT_EQ(texts(ring.after(Seq{1})), (Words{"b"}));
  ring.drop(Seq{2});
  EXPECT_EQ(ring.bytes(), 0u);
  EXPECT_TRUE(ring.reaches(Seq{2}));
}

}  // namespace
}  // namespace gb::gateway
