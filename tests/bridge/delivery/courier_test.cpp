// Carrying: order, windows, receipts, refusals.
#include "tests/bridge/delivery/courier_fixture.hpp"

namespace gb::delivery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(CourierTest, CarriesInOrderAndSettles) {
  courier->start();
  for (int n = 0; n < 10; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return room.said.size() == 10 && courier->cursor() == Seq{10}; }));
  EXPECT_THAT(room.said, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_LE(room.largest, room.window_size);
  ASSERT_TRUE(soon([&] { return !ledger.settlements.empty() && ledger.settlements.back().upto == Seq{10}; }));
  EXPECT_EQ(ledger.settlements.back().entries.back().remote_ids.at(0), "remote-10");
}

TEST_F(CourierTest, ARoomDoesNotHearItself) {
  courier->start();
  hear("mine");
  say("yours");
  ASSERT_TRUE(soon([&] { return courier->cursor() == Seq{2}; }));
  EXPECT_THAT(room.said, ElementsAre("yours"));
}

TEST_F(CourierTest, NothingIsSentWhileTheRoomIsAway) {
  room.condition = Condition::down;
  courier->start();
  say("x");
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  EXPECT_EQ(room.calls, 0U);
  room.become(Condition::joined);
  ASSERT_TRUE(soon([&] { return room.said.size() == 1; }));
}

TEST_F(CourierTest, ARetryKeepsOrderAndLosesNothing) {
  room.answers = {Delivered{}, Retry{std::chrono::milliseconds(5), "later"},
                  Retry{std::chrono::milliseconds(5), "later"}};
  courier->start();
  for (const char* text : {"a", "b", "c"}) say(text);
  ASSERT_TRUE(soon([&] { return room.said.size() == 3; }));
  EXPECT_THAT(room.said, ElementsAre("a", "b", "c"));
  EXPECT_EQ(courier->counters().retried, 2U);
}

TEST_F(CourierTest, WhileNoCursorCanBeSavedNoMoreIsSentThanAWindow) {
  for (int n = 0; n < 10; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{10}; }));
  ledger.failing = true;
  courier->start();
  ASSERT_TRUE(soon([&] { return room.said.size() == room.window_size; }));
  gb::test::run_for(loop, std::chrono::milliseconds(700));
  EXPECT_EQ(room.said.size(), room.window_size) << "a crash would repeat more than a window";
  EXPECT_THAT(ledger.settlements, IsEmpty());
  ledger.failing = false;
  ASSERT_TRUE(soon([&] { return !ledger.settlements.empty() && ledger.settlements.back().upto == Seq{10}; }));
  EXPECT_EQ(room.said.size(), 10U);
  std::size_t ids = 0;
  for (const core::Settlement& one : ledger.settlements) ids += one.entries.size();
  EXPECT_EQ(ids, 10U) << "no remote id is forgotten";
}

TEST_F(CourierTest, ARefusedEntryIsPassedAndTheAuthorsSideToldOnce) {
  room.answers = {Refused{"too large"}};
  courier->start();
  say("poison");
  say("fine");
  ASSERT_TRUE(soon([&] { return room.said.size() == 1 && !notes().empty(); }));
  EXPECT_THAT(room.said, ElementsAre("fine"));
  EXPECT_THAT(room.refused, ElementsAre("poison"));
  EXPECT_THAT(notes(), ElementsAre(testing::AllOf(testing::HasSubstr("Alice"), testing::HasSubstr("too large"))));
  EXPECT_EQ(courier->counters().refused, 1U);
}

TEST_F(CourierTest, WhatTheConnectionDiesOfIsSentAloneAndThenRefused) {
  room.answers = {Delivered{}};
  for (int n = 0; n < 8; ++n) room.answers.emplace_back(Retry{std::chrono::milliseconds(1), "no", true});
  courier->start();
  for (const char* text : {"a", "poison", "b"}) say(text);
  ASSERT_TRUE(soon([&] { return room.said.size() == 2 && !notes().empty(); }));
  EXPECT_THAT(room.said, ElementsAre("a", "b"));
  EXPECT_EQ(courier->counters().refused, 1U);
  EXPECT_THAT(notes(), ElementsAre(testing::HasSubstr("Alice")));
}

TEST_F(CourierTest, WhatTheRoomBreaksAtIsSentAloneAndThenRefused) {
  room.breaks_at = "poison";
  courier->start();
  for (const char* text : {"a", "b", "poison", "c"}) say(text);
  std::uint64_t seen = 0;
  for (int n = 0; n < 8 && courier->counters().refused == 0; ++n) {
    ASSERT_TRUE(soon([&] { return courier->counters().retried > seen || courier->counters().refused > 0; }));
    seen = courier->counters().retried;
    // Half a minute's wait ends when the room is left.
    room.become(Condition::down);
    gb::test::run_for(loop, std::chrono::milliseconds(5));
    room.become(Condition::joined);
  }
  ASSERT_TRUE(soon([&] { return !room.said.empty() && room.said.back() == "c" && !notes().empty(); }));
  EXPECT_THAT(room.said, ElementsAre("a", "b", "a", "b", "c")) << "what went before is repeated once";
  EXPECT_EQ(courier->counters().refused, 1U);
  EXPECT_THAT(notes(), ElementsAre(testing::AllOf(testing::HasSubstr("Alice"), testing::HasSubstr("an odd entry"))));
}

TEST_F(CourierTest, WhatIsToBeToldLaterIsNoRetry) {
  room.answers = {Retry{std::chrono::milliseconds(5), "an edit that may be edited again", false, true}};
  courier->start();
  say("a");
  ASSERT_TRUE(soon([&] { return room.said.size() == 1; }));
  EXPECT_EQ(room.calls, 2U);
  EXPECT_EQ(courier->counters().retried, 0U);
}

TEST_F(CourierTest, LossesOfDifferentEntriesRefuseNothing) {
  for (int n = 0; n < 30; ++n) {
    room.answers.emplace_back(Retry{std::chrono::milliseconds(1), "no", true});
    room.answers.emplace_back(Delivered{});
  }
  courier->start();
  for (int n = 0; n < 30; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return room.said.size() == 30; }));
  EXPECT_EQ(courier->counters().refused, 0U);
}

TEST_F(CourierTest, ARefusedNoteIsNotReportedOnAndOn) {
  room.answers = {Refused{"no"}, Refused{"no"}, Refused{"no"}};
  courier->start();
  channel->note("hello room", room_id, wall_now());
  ASSERT_TRUE(soon([&] { return courier->counters().refused == 1; }));
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  EXPECT_EQ(courier->counters().refused, 1U);
}

TEST_F(CourierTest, ACourierThatFailsSaysSoAndBeginsAgain) {
  room.broken = true;
  courier->start();
  say("a");
  ASSERT_TRUE(soon([&] { return courier->state().condition == Condition::failed; }));
  EXPECT_EQ(courier->state().reason, "its courier fails: the room is broken");
  EXPECT_FALSE(courier->stopped());
  room.broken = false;
  ASSERT_TRUE(soon([&] { return room.said.size() == 1; }));
  ASSERT_TRUE(soon([&] { return courier->state().condition == Condition::joined; }));
}

TEST_F(CourierTest, StartsWhereItEnded) {
  for (int n = 1; n <= 5; ++n) say(std::to_string(n));
  ASSERT_TRUE(soon([&] { return channel->log().head() == Seq{5}; }));
  make(Seq{3});
  courier->start();
  ASSERT_TRUE(soon([&] { return room.said.size() == 2; }));
  EXPECT_THAT(room.said, ElementsAre("4", "5"));
}

/// Fails at every step of a delivery in turn; whatever happens, nothing is lost and the order stands.
class FailingAt : public CourierTest, public testing::WithParamInterface<int> {};

TEST_P(FailingAt, EveryStep) {
  for (int n = 0; n < GetParam(); ++n) room.answers.emplace_back(Delivered{});
  room.answers.emplace_back(Retry{std::chrono::milliseconds(1), "cut"});
  courier->start();
  std::vector<std::string> expected;
  for (int n = 0; n < 12; ++n) {
    expected.push_back(std::to_string(n));
    say(expected.back());
  }
  ASSERT_TRUE(soon([&] { return room.said.size() == 12; }));
  EXPECT_EQ(room.said, expected);
}

INSTANTIATE_TEST_SUITE_P(Courier, FailingAt, testing::Range(0, 12));

class Told final : public core::Witness {
 public:
  void appended(const core::Entry&, const std::vector<std::string>&) override {}
  void shown(const core::Entry&) override {}
  void delivered(RoomId, const core::Entry& entry, const std::vector<std::string>& ids, bool) override {
    add("delivered", entry.seq, ids.empty() ? "" : ids.front());
  }
  void refused(RoomId, const core::Entry& entry, const std::string& why) override { add("refused", entry.seq, why); }
  void retried(RoomId, const core::Entry& entry, const std::string& why) override { add("retried", entry.seq, why); }
  void skipped(RoomId, Seq upto, std::size_t count) override { add("skipped", upto, std::to_string(count)); }

  std::vector<std::string> lines;

 private:
  void add(const std::string& what, Seq entry, const std::string& more) {
    lines.push_back(what + " " + std::to_string(entry.value) + " " + more);
  }
};

TEST_F(CourierTest, TellsWhatBecomesOfEachEntryOnce) {
  Told told;
  courier->tell(&told);
  room.window_size = 1;
  room.answers = {Retry{std::chrono::milliseconds(1), "later"}, Delivered{}, Refused{"too large"}};
  courier->start();
  for (const char* text : {"a", "b"}) say(text);
  ASSERT_TRUE(soon([&] { return courier->cursor() >= Seq{2} && told.lines.size() >= 3; }));
  EXPECT_THAT(std::vector(told.lines.begin(), told.lines.begin() + 3),
              ElementsAre("retried 1 later", "delivered 1 remote-1", "refused 2 too large"));
  ASSERT_TRUE(soon([&] {
    return std::ranges::any_of(ledger.settlements, [](const core::Settlement& one) { return !one.passed.empty(); });
  }));
  courier->tell(nullptr);
}

}  // namespace
}  // namespace gb::delivery::test
