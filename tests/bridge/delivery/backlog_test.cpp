#include "bridge/delivery/backlog.hpp"

#include <gtest/gtest.h>

namespace gb::delivery {
namespace {

using std::chrono::hours;

const Time now{std::chrono::hours(24 * 365)};
const RoomId room{7};

core::EntryPtr entry(std::int64_t seq, Time created, core::Source source = {}) {
  auto made = std::make_shared<core::Entry>();
  made->seq = Seq{seq};
  made->created = created;
  made->source = source;
  made->event = core::Message{};
  return made;
}

TEST(Backlog, OldOnesAreSkippedFromTheFront) {
  const auto sifted =
      sift({entry(1, now - hours(30)), entry(2, now - hours(25)), entry(3, now - hours(1))}, room, CatchUp{}, now);
  EXPECT_EQ(sifted.skipped, 2U);
  EXPECT_EQ(sifted.skipped_to, Seq{2});
  ASSERT_EQ(sifted.remaining.size(), 1U);
  EXPECT_EQ(sifted.remaining[0]->seq, Seq{3});
}

TEST(Backlog, TooManyAreSkippedFromTheFront) {
  std::vector<core::EntryPtr> waiting;
  for (int n = 1; n <= 10; ++n) waiting.push_back(entry(n, now));
  const auto sifted = sift(waiting, room, {hours(24), 4}, now);
  EXPECT_EQ(sifted.skipped, 6U);
  EXPECT_EQ(sifted.skipped_to, Seq{6});
  EXPECT_EQ(sifted.remaining.size(), 4U);
}

TEST(Backlog, WhatIsNotForTheRoomNeverCounts) {
  std::vector<core::EntryPtr> waiting;
  for (int n = 1; n <= 10; ++n) waiting.push_back(entry(n, now, core::Source::of(room)));
  waiting.push_back(entry(11, now));
  const auto sifted = sift(waiting, room, {hours(24), 1}, now);
  EXPECT_EQ(sifted.skipped, 0U);
  ASSERT_EQ(sifted.remaining.size(), 1U);
  EXPECT_EQ(sifted.remaining[0]->seq, Seq{11});
}

TEST(Backlog, TheNoticeSaysHowMany) {
  EXPECT_EQ(skipped_notice(1, false), "1 message was not relayed while this room was away");
  EXPECT_EQ(skipped_notice(7, false), "7 messages were not relayed while this room was away");
  EXPECT_EQ(skipped_notice(7, true), "More than 7 messages were not relayed while this room was away");
  EXPECT_EQ(skipped_notice(0, true), "Older messages were not relayed while this room was away");
}

}  // namespace
}  // namespace gb::delivery
