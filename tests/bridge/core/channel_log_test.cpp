#include "bridge/core/channel_log.hpp"

#include <gmock/gmock.h>

#include "tests/support/memory_ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::core {
namespace {

class CountingReader final : public Reader {
 public:
  void wake() noexcept override { ++wakes; }
  int wakes = 0;
};

class ChannelLogTest : public testing::Test {
 protected:
  void say(const std::string& text) {
    Append fact;
    fact.channel = ChannelId{1};
    fact.author = OutsidePerson{"irc.a", "nick:bob", "Bob"};
    fact.event = Message{MessageKind::text, {text, {}}, {}};
    log.append(std::move(fact), [this](const result<Appended>& outcome) { done.push_back(outcome->entry->seq); });
  }

  void settle_down() { gb::test::run_for(loop, std::chrono::milliseconds(10)); }

  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  ChannelLog log{ChannelId{1}, ledger, Seq{}};
  std::vector<Seq> done;
};

TEST_F(ChannelLogTest, NobodySeesAnEntryBeforeItIsDurable) {
  CountingReader reader;
  log.add_reader(reader);
  say("x");
  EXPECT_EQ(log.head(), Seq{});
  EXPECT_EQ(reader.wakes, 0);
  EXPECT_TRUE(log.live_after(Seq{}, 10)->empty());
  settle_down();
  EXPECT_EQ(log.head(), Seq{1});
  EXPECT_GE(reader.wakes, 1);
  EXPECT_EQ(log.live_after(Seq{}, 10)->size(), 1U);
  log.remove_reader(reader);
  say("y");
  settle_down();
  EXPECT_EQ(reader.wakes, 1);
}

TEST_F(ChannelLogTest, TheTailServesWhoIsCloseAndNobodyElse) {
  for (std::size_t n = 0; n < ChannelLog::tail_entries + 10; ++n) say("x");
  ASSERT_TRUE(gb::test::until(loop, [&] { return done.size() == ChannelLog::tail_entries + 10; }));
  EXPECT_FALSE(log.live_after(Seq{}, 10)) << "too far back: the ledger has to be asked";
  const auto close = log.live_after(Seq{log.head().value - 5}, 3);
  ASSERT_TRUE(close);
  ASSERT_EQ(close->size(), 3U);
  EXPECT_EQ(close->front()->seq.value, log.head().value - 4);
  EXPECT_TRUE(log.live_after(log.head(), 3)->empty());
}

TEST_F(ChannelLogTest, ARepeatMovesNothing) {
  Append fact;
  fact.channel = ChannelId{1};
  fact.source = Source::of(RoomId{1});
  fact.author = OutsidePerson{"irc.a", "nick:bob", "Bob"};
  fact.event = Message{MessageKind::text, {"once", {}}, {}};
  fact.remote_ids = {"r"};
  int known = 0;
  for (int n = 0; n < 2; ++n)
    log.append(fact, [&](const result<Appended>& outcome) { known += outcome->known ? 1 : 0; });
  settle_down();
  EXPECT_EQ(known, 1);
  EXPECT_EQ(log.head(), Seq{1});
  EXPECT_EQ(log.live_after(Seq{}, 10)->size(), 1U);
}

TEST_F(ChannelLogTest, ARemovedEntryLeavesTheTail) {
  say("secret");
  settle_down();
  Append removal;
  removal.channel = ChannelId{1};
  removal.author = OutsidePerson{"irc.a", "nick:bob", "Bob"};
  removal.event = Removal{Seq{1}};
  log.append(std::move(removal), [](const auto&) {});
  settle_down();
  const auto live = log.live_after(Seq{}, 10);
  ASSERT_TRUE(live);
  for (const EntryPtr& entry : *live) {
    const auto* message = std::get_if<Message>(&entry->event);
    EXPECT_TRUE(message == nullptr || message->body.text != "secret");
  }
}

}  // namespace
}  // namespace gb::core
