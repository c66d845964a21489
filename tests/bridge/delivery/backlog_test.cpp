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

/// Looks at `waiting` in pages of three.
Backlog looked_at(const std::vector<core::EntryPtr>& waiting, const CatchUp& limits) {
  Backlog backlog(room, limits, now);
  for (std::size_t at = 0; at < waiting.size(); at += 3) {
    const auto begin = waiting.begin() + static_cast<std::ptrdiff_t>(at);
    backlog.look({begin, begin + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, waiting.size() - at))});
  }
  return backlog;
}

TEST(Backlog, OldOnesAreSkippedFromTheFront) {
  const Backlog backlog =
      looked_at({entry(1, now - hours(30)), entry(2, now - hours(25)), entry(3, now - hours(1))}, CatchUp{});
  EXPECT_EQ(backlog.skipped(), 2U);
  EXPECT_EQ(backlog.skipped_to(), Seq{2});
}

TEST(Backlog, TooManyAreSkippedFromTheFront) {
  std::vector<core::EntryPtr> waiting;
  for (int n = 1; n <= 10; ++n) waiting.push_back(entry(n, now));
  const Backlog backlog = looked_at(waiting, {hours(24), 4});
  EXPECT_EQ(backlog.skipped(), 6U);
  EXPECT_EQ(backlog.skipped_to(), Seq{6});
  EXPECT_EQ(looked_at(waiting, {hours(24), 10}).skipped(), 0U);
}

TEST(Backlog, WhatIsNotForTheRoomNeverCounts) {
  std::vector<core::EntryPtr> waiting;
  for (int n = 1; n <= 10; ++n) waiting.push_back(entry(n, now, core::Source::of(room)));
  waiting.push_back(entry(11, now));
  EXPECT_EQ(looked_at(waiting, {hours(24), 1}).skipped(), 0U);
}

TEST(Backlog, TheNoticeSaysHowMany) {
  EXPECT_EQ(skipped_notice(1), "1 message was not relayed while this room was away");
  EXPECT_EQ(skipped_notice(7), "7 messages were not relayed while this room was away");
}

// What people took back has to go there as well; of very many, the last ones are too many.
TEST(Backlog, RemovalsAreKeptUpToABound) {
  std::vector<core::EntryPtr> waiting;
  for (std::size_t n = 1; n <= Backlog::most_removals + 10; ++n) {
    auto removal = std::make_shared<core::Entry>(*entry(static_cast<std::int64_t>(n), now - hours(30)));
    removal->event = core::Removal{Seq{1}};
    waiting.push_back(std::move(removal));
  }
  const Backlog backlog = looked_at(waiting, CatchUp{});
  EXPECT_EQ(backlog.removals().size(), Backlog::most_removals);
  EXPECT_EQ(backlog.skipped(), 0U) << "messages only";
}

}  // namespace
}  // namespace gb::delivery
