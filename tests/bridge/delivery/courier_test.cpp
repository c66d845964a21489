#include "bridge/delivery/courier.hpp"

#include <gmock/gmock.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <stdexcept>

#include "bridge/core/native_text.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::delivery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A room that answers as it is told: by default it takes everything.
class ScriptedRoom final : public Room {
 public:
  explicit ScriptedRoom(boost::asio::io_context& loop) : loop_(loop) {}

  boost::asio::awaitable<std::vector<Receipt>> deliver(std::vector<core::EntryPtr> entries) override {
    ++calls;
    largest = std::max(largest, entries.size());
    boost::asio::steady_timer pause(loop_, std::chrono::milliseconds(1));
    co_await pause.async_wait(boost::asio::use_awaitable);
    std::vector<Receipt> receipts;
    for (const auto& entry : entries) {
      const std::string text = std::get<core::Message>(entry->event).body.text;
      if (text == breaks_at) throw std::runtime_error("an odd entry");
      if (!answers.empty() && !std::holds_alternative<Delivered>(answers.front())) {
        receipts.push_back(answers.front());
        answers.pop_front();
        if (std::holds_alternative<Retry>(receipts.back())) co_return receipts;
        refused.push_back(text);
        continue;
      }
      if (!answers.empty()) answers.pop_front();
      said.push_back(text);
      receipts.emplace_back(Delivered{{"remote-" + std::to_string(entry->seq.value)}, true});
    }
    co_return receipts;
  }

  std::size_t window() const override {
    if (broken) throw std::logic_error("the room is broken");
    return window_size;
  }
  void signal(const core::Signal&) override {}
  Capabilities capabilities() const override { return {}; }
  RoomState state() const override { return {condition, "", {}}; }
  void watch(core::Reader* courier) override { courier_ = courier; }
  void adopt(config::Room) override {}

  void become(Condition now) {
    condition = now;
    if (courier_ != nullptr) courier_->wake();
  }

  Condition condition = Condition::joined;
  std::size_t window_size = 4;
  std::deque<Receipt> answers;
  bool broken = false;    ///< An exception comes out of `window`.
  std::string breaks_at;  ///< An exception comes out at this text.
  std::vector<std::string> said;
  std::vector<std::string> refused;
  std::size_t calls = 0;
  std::size_t largest = 0;

 private:
  boost::asio::io_context& loop_;
  core::Reader* courier_ = nullptr;
};

class CourierTest : public testing::Test {
 protected:
  CourierTest() { make(Seq{}); }

  ~CourierTest() override {
    courier->stop();
    gb::test::until(loop, [&] { return courier->stopped(); });
  }

  void make(Seq cursor, CatchUp limits = {}) {
    Link link{room_id, "irc.a/#x", "#x", {}, channel, "g/c"};
    courier.reset();  // It says goodbye to the room, which the next one then watches.
    courier = std::make_shared<Courier>(loop.get_executor(), link, room, ledger, cursor, limits);
  }

  void say(const std::string& text, std::chrono::milliseconds ago = {}) {
    channel->post(alice, SessionId{1}, {core::from_native(text), ""}, wall_now() - ago, [](const auto&) {});
  }

  void hear(const std::string& text) {
    channel->receive(room_id, {{"irc.a", "nick:bob", "Bob"}, core::from_native(text), wall_now(), {}},
                     [](const auto&) {});
  }

  bool soon(const std::function<bool()>& done) { return gb::test::until(loop, done); }

  std::vector<std::string> notes() const {
    std::vector<std::string> out;
    for (const auto& entry : ledger.entries)
      if (entry->note) out.push_back(std::get<core::Message>(entry->event).body.text);
    return out;
  }

  const RoomId room_id{7};
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  std::shared_ptr<core::Channel> channel =
      std::make_shared<core::Channel>(core::ChannelInfo{ChannelId{1}, GuildId{1}, "general", "", {}}, ledger, Seq{});
  core::UserPtr alice = std::make_shared<const core::User>(core::User{UserId{1}, {}, "alice", "Alice"});
  ScriptedRoom room{loop};
  std::shared_ptr<Courier> courier;
};

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
}  // namespace gb::delivery
