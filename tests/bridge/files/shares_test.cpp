#include "bridge/files/shares.hpp"

#include <gtest/gtest.h>

namespace gb::files {
namespace {

constexpr UserId alice{1};
constexpr UserId bob{2};

TEST(Shares, NobodyTakesThePlacesOfOthers) {
  Shares shares(2, 1000);
  EXPECT_TRUE(shares.take(alice, 1));
  EXPECT_TRUE(shares.take(alice, 1));
  EXPECT_FALSE(shares.take(alice, 1));
  EXPECT_TRUE(shares.take(bob, 1));
  shares.give_back(alice, 1);
  EXPECT_TRUE(shares.take(alice, 1));
}

TEST(Shares, AllTogetherTakeNoMoreThanTheMemory) {
  Shares shares(10, 100);
  EXPECT_TRUE(shares.take(alice, 60));
  EXPECT_FALSE(shares.take(bob, 41));
  EXPECT_TRUE(shares.take(bob, 40)) << "what was refused takes nothing";
  EXPECT_FALSE(shares.take(alice, 1));
  shares.give_back(alice, 60);
  EXPECT_TRUE(shares.take(alice, 60));
}

}  // namespace
}  // namespace gb::files
