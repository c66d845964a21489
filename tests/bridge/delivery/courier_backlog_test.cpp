// What waits for a room: caught up within limits, muted, skipped.
#include "tests/bridge/delivery/courier_fixture.hpp"

namespace gb::delivery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(CourierTest, WhatGrewTooOldToBeKeptIsToldInOneLine) {
  room.condition = Condition::down;
  courier->start();
  courier->missed(Seq{}, 40);
  courier->missed(Seq{}, 2);
  gb::test::run_for(loop, std::chrono::milliseconds(20));
  EXPECT_THAT(notes(), IsEmpty());
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return courier->counters().skipped == 42; }));
  ASSERT_TRUE(soon([&] { return !ledger.settlements.empty(); }));
  EXPECT_EQ(ledger.settlements.front().told_missed, 42U);
  ASSERT_TRUE(soon([&] { return notes().size() == 2; }));
  EXPECT_EQ(notes().front(), "42 messages were not relayed while this room was away");
  ASSERT_TRUE(soon([&] { return room.said.size() == 1; })) << "and the room hears it";
  EXPECT_EQ(courier->counters().skipped, 42U) << "only once";
}

TEST_F(CourierTest, AnAwayRoomIsCaughtUpWithinLimitsAndTold) {
  make(Seq{}, {std::chrono::hours(24), 3});
  room.condition = Condition::down;
  for (int n = 1; n <= 200; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{200}; }));
  courier->start();
  gb::test::run_for(loop, std::chrono::milliseconds(20));
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() >= 4; }));
  EXPECT_EQ(courier->counters().skipped, 197U);
  EXPECT_THAT(notes(), testing::Contains(testing::HasSubstr("197"))) << "said, never silent";
  gb::test::run_for(loop, std::chrono::milliseconds(30));
  EXPECT_THAT(room.said, testing::IsSupersetOf({"198", "199", "200"}));
  EXPECT_THAT(room.said, testing::Not(testing::Contains("197")));
}

TEST_F(CourierTest, ALongBacklogIsCountedExactly) {
  make(Seq{}, {std::chrono::hours(24), 3});
  room.condition = Condition::down;
  for (int n = 1; n <= 1500; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{1500}; }));
  courier->start();
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() >= 4; }));
  EXPECT_THAT(notes(), testing::Contains(testing::HasSubstr("1497 messages")));
  EXPECT_THAT(room.said, testing::IsSupersetOf({"1498", "1499", "1500"}));
}

TEST_F(CourierTest, WithWideLimitsALongBacklogIsCarriedWhole) {
  make(Seq{}, {std::chrono::hours(24), 100'000});
  room.condition = Condition::down;
  room.window_size = 100;
  for (int n = 1; n <= 2500; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{2500}; }));
  courier->start();
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() == 2500; }));
  EXPECT_EQ(room.said.front(), "1");
  EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(CourierTest, ALiveRoomUnderABurstSkipsNothing) {
  make(Seq{}, {std::chrono::hours(24), 3});
  courier->start();
  gb::test::run_for(loop, std::chrono::milliseconds(5));
  for (int n = 0; n < 300; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return room.said.size() == 300; }));
  EXPECT_EQ(courier->counters().skipped, 0U);
}

TEST_F(CourierTest, WhatIsTooOldIsLeftOutAndAnnouncedInOneLineOnBothSides) {
  make(Seq{}, {std::chrono::hours(1), 100});
  room.condition = Condition::down;
  courier->start();
  for (int n = 0; n < 10; ++n) say("old " + std::to_string(n), std::chrono::hours(2));
  say("new");
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{11}; }));
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() >= 2; }));
  EXPECT_THAT(room.said, ElementsAre("new", "10 messages were not relayed while this room was away"));
  EXPECT_THAT(notes(), ElementsAre("10 messages were not relayed while this room was away",
                                   "10 messages were not relayed while this room was away: irc.a/#x"));
  EXPECT_EQ(courier->counters().skipped, 10U);
}

// However few there are, and though it was here when they were said.
TEST_F(CourierTest, WhatGetsTooOldWhileARoomIsAwayIsLeftOut) {
  make(Seq{}, {std::chrono::seconds(2), 100});
  courier->start();
  gb::test::run_for(loop, std::chrono::milliseconds(5));
  room.become(Condition::down);
  for (int n = 0; n < 3; ++n) say("old " + std::to_string(n), std::chrono::milliseconds(1800));
  gb::test::run_for(loop, std::chrono::milliseconds(300));
  say("new");
  gb::test::run_for(loop, std::chrono::milliseconds(5));
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() >= 2; }));
  EXPECT_EQ(room.said.front(), "new");
  EXPECT_EQ(courier->counters().skipped, 3U);
}

// F160: it is there, and takes nothing.
TEST_F(CourierTest, WhatGetsTooOldWhileItIsTriedIsLeftOut) {
  make(Seq{}, {std::chrono::seconds(2), 100});
  courier->start();
  gb::test::run_for(loop, std::chrono::milliseconds(5));
  for (int n = 0; n < 1000; ++n) room.answers.emplace_back(Retry{std::chrono::milliseconds(10), "slow"});
  say("old", std::chrono::milliseconds(1800));
  gb::test::run_for(loop, std::chrono::milliseconds(300));
  room.answers.clear();
  say("new");
  ASSERT_TRUE(soon([&] { return room.said.size() >= 2; }));
  EXPECT_THAT(room.said, testing::Contains("new"));
  EXPECT_THAT(room.said, testing::Not(testing::Contains("old")));
  EXPECT_THAT(notes(), testing::Contains("1 message was not relayed while this room was away: irc.a/#x"));
}

TEST_F(CourierTest, NothingIsCarriedWhileMutedAndThenItCatchesUpWithinItsLimits) {
  make(Seq{}, {std::chrono::hours(24), 2});
  courier->start();
  courier->mute(true);
  for (const char* text : {"a", "b", "c"}) say(text);
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  EXPECT_EQ(room.calls, 0U);
  courier->mute(false);
  ASSERT_TRUE(soon([&] { return room.said.size() == 3; }));
  EXPECT_THAT(room.said, ElementsAre("b", "c", skipped_notice(1)));
}

TEST_F(CourierTest, ABacklogIsSkippedWhenAskedWithTheUsualLine) {
  room.condition = Condition::down;
  courier->start();
  for (const char* text : {"a", "b", "c"}) say(text);
  ASSERT_TRUE(soon([&] { return ledger.entries.size() == 3; }));
  courier->skip_backlog();
  ASSERT_TRUE(soon([&] { return courier->cursor() >= Seq{3} && courier->counters().skipped == 3; }));
  ASSERT_TRUE(soon([&] { return !ledger.settlements.empty(); }));
  ASSERT_EQ(ledger.settlements.back().passed.size(), 1U);
  EXPECT_EQ(ledger.settlements.back().passed[0].first, Seq{1});
  EXPECT_EQ(ledger.settlements.back().passed[0].last, Seq{3});
  room.become(Condition::joined);
  say("d");
  ASSERT_TRUE(soon([&] { return room.said.size() == 2; }));
  EXPECT_THAT(room.said, ElementsAre(skipped_notice(3), "d"));
}

TEST_F(CourierTest, ASkipEndsTheWaitForTheNextAttempt) {
  room.answers = {Retry{std::chrono::hours(1), "later"}};
  courier->start();
  say("a");
  ASSERT_TRUE(soon([&] { return courier->counters().retried == 1; }));
  courier->skip_backlog();
  ASSERT_TRUE(soon([&] { return courier->counters().skipped == 1; }));
}

}  // namespace
}  // namespace gb::delivery::test
