#include "adapters/origin/progress.hpp"

#include <gtest/gtest.h>

namespace gb::origin {
namespace {

Seen at(std::int64_t id) {
  return {id, std::nullopt, 0};
}

TEST(Progress, AtTheFirstContactNothingWasHeard) {
  const Progress progress(std::nullopt);
  EXPECT_FALSE(progress.heard());
  EXPECT_FALSE(progress.durable());
  EXPECT_EQ(progress.under_way(), 0U);
}

TEST(Progress, GoesOnFromWhatIsDurable) {
  const Progress progress(at(5));
  EXPECT_EQ(progress.heard(), at(5));
  EXPECT_EQ(progress.durable(), at(5));
}

TEST(Progress, WhatIsUnderWayIsHeardAndNotDurable) {
  Progress progress(at(5));
  const auto six = progress.begin(at(6));
  EXPECT_EQ(progress.heard(), at(6));
  EXPECT_EQ(progress.durable(), at(5));
  EXPECT_EQ(progress.under_way(), 1U);
  progress.done(six, true);
  EXPECT_EQ(progress.durable(), at(6));
  EXPECT_EQ(progress.under_way(), 0U);
}

TEST(Progress, BecomesDurableInOrderThoughItEndsOutOfOrder) {
  Progress progress(std::nullopt);
  const auto one = progress.begin(at(1));
  const auto two = progress.begin(at(2));
  const auto three = progress.begin(at(3));
  progress.done(three, true);
  EXPECT_FALSE(progress.durable());
  progress.done(one, true);
  EXPECT_EQ(progress.durable(), at(1));
  EXPECT_EQ(progress.under_way(), 1U);
  const auto four = progress.begin(at(4));
  progress.done(two, true);
  EXPECT_EQ(progress.durable(), at(3)) << "what waited behind it as well";
  progress.done(four, true);
  EXPECT_EQ(progress.durable(), at(4));
}

TEST(Progress, WhatCannotBeKeptHoldsEverythingBehindItBack) {
  Progress progress(at(5));
  const auto six = progress.begin(at(6));
  const auto seven = progress.begin(at(7));
  const auto eight = progress.begin(at(8));
  progress.done(seven, false);
  progress.done(six, true);
  progress.done(eight, true);
  EXPECT_EQ(progress.durable(), at(6));
  EXPECT_EQ(progress.heard(), at(8));
  EXPECT_EQ(progress.under_way(), 0U);
  progress.done(progress.begin(at(9)), true);
  EXPECT_EQ(progress.durable(), at(6)) << "until a restart";
}

TEST(Progress, AfterARestartWhatWasNotKeptWasNeverHeard) {
  Progress progress(at(5));
  progress.done(progress.begin(at(6)), false);
  progress.done(progress.begin(at(7)), true);
  progress.restart();
  EXPECT_EQ(progress.heard(), at(5));
  EXPECT_EQ(progress.durable(), at(5));
  const auto six = progress.begin(at(6));
  const auto seven = progress.begin(at(7));
  progress.done(seven, true);
  EXPECT_EQ(progress.durable(), at(5));
  progress.done(six, true);
  EXPECT_EQ(progress.durable(), at(7));
}

TEST(Progress, ARestartAfterEverythingWasKeptChangesNothing) {
  Progress progress(std::nullopt);
  progress.restart();
  EXPECT_FALSE(progress.heard());
  progress.done(progress.begin(at(1)), true);
  progress.restart();
  EXPECT_EQ(progress.heard(), at(1));
  EXPECT_EQ(progress.durable(), at(1));
}

TEST(Progress, AFailureAtTheFirstContactIsAFirstContactAgain) {
  Progress progress(std::nullopt);
  progress.done(progress.begin(at(1)), false);
  progress.restart();
  EXPECT_FALSE(progress.heard());
  EXPECT_FALSE(progress.durable());
}

TEST(Progress, ANewNumberingIsProgressToo) {
  Progress progress(Seen{100, {}, 0});
  progress.done(progress.begin(Seen{1, {}, 1}), true);
  EXPECT_EQ(progress.durable(), (Seen{1, {}, 1}));
}

}  // namespace
}  // namespace gb::origin
