#include "bridge/core/channel.hpp"

#include <gmock/gmock.h>

#include "bridge/core/native_text.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::core {
namespace {

class Listener final : public SignalListener {
 public:
  void on_signal(const Signal& signal) override { signals.push_back(signal); }
  std::vector<Signal> signals;
};

class ChannelTest : public testing::Test {
 protected:
  void settle_down() { gb::test::run_for(loop, std::chrono::milliseconds(10)); }

  static OutsidePerson bob() { return {"irc.a", "nick:bob", "Bob"}; }

  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  Channel channel{{ChannelId{1}, GuildId{1}, "general", "", {}}, ledger, Seq{}};
  UserPtr alice = std::make_shared<const User>(User{UserId{1}, {}, "alice", "Alice"});
};

TEST_F(ChannelTest, PostsAndIncomingStandInOneLog) {
  channel.post(alice, SessionId{1}, {from_native("hi"), ""}, {}, [](const auto&) {});
  channel.receive(RoomId{7}, {bob(), from_native("hello"), {}, {"id"}}, [](const auto&) {});
  settle_down();
  ASSERT_EQ(ledger.entries.size(), 2U);
  EXPECT_EQ(ledger.entries[0]->author->id, UserId{1});
  EXPECT_TRUE(ledger.entries[1]->source.is_room(RoomId{7}));
  EXPECT_TRUE(is_for_room(*ledger.entries[0], RoomId{7}));
  EXPECT_FALSE(is_for_room(*ledger.entries[1], RoomId{7})) << "a room does not hear itself";
  EXPECT_TRUE(is_for_room(*ledger.entries[1], RoomId{8}));
}

TEST_F(ChannelTest, NotesGoToOneTarget) {
  channel.note("for a room", RoomId{7}, {});
  channel.note("for natives", std::nullopt, {});
  settle_down();
  ASSERT_EQ(ledger.entries.size(), 2U);
  const Entry& for_room = *ledger.entries[0];
  EXPECT_TRUE(is_for_room(for_room, RoomId{7}));
  EXPECT_FALSE(is_for_room(for_room, RoomId{8}));
  EXPECT_FALSE(is_for_natives(for_room));
  EXPECT_TRUE(is_for_natives(*ledger.entries[1]));
  EXPECT_FALSE(is_for_room(*ledger.entries[1], RoomId{7}));
}

TEST_F(ChannelTest, TypingOfOutsidersComesWhenTheyHaveAnId) {
  Listener listener;
  channel.add_listener(listener);
  channel.typing(alice, SessionId{1});
  EXPECT_EQ(listener.signals.size(), 1U);
  channel.typing(bob(), RoomId{7});
  settle_down();
  ASSERT_EQ(listener.signals.size(), 2U);
  EXPECT_EQ(listener.signals[1].who->display_name, "Bob");
  EXPECT_TRUE(listener.signals[1].source.is_room(RoomId{7}));
  channel.remove_listener(listener);
  channel.typing(alice, SessionId{1});
  EXPECT_EQ(listener.signals.size(), 2U);
}

TEST_F(ChannelTest, WhatARoomTakesBackIsRemovedAndTheUnknownIgnored) {
  channel.receive(RoomId{7}, {bob(), from_native("oops"), {}, {"id"}}, [](const auto&) {});
  settle_down();
  channel.retract(RoomId{7}, {bob(), "other", {}, {}}, [](const auto&) {});
  channel.retract(RoomId{8}, {bob(), "id", {}, {}}, [](const auto&) {});
  settle_down();
  EXPECT_EQ(ledger.entries.size(), 1U);
  channel.retract(RoomId{7}, {bob(), "id", {}, {}}, [](const auto&) {});
  settle_down();
  ASSERT_EQ(ledger.entries.size(), 2U);
  EXPECT_EQ(std::get<Removal>(ledger.entries[1]->event).target, Seq{1});
}

TEST_F(ChannelTest, ALoopIsBrokenAndToldOnce) {  // F96
  std::string text = "hello there";
  int completed = 0;
  for (int round = 0; round < 10; ++round) {
    text.insert(0, "<relay> ");
    channel.receive(RoomId{7}, {bob(), from_native(text), {}, {std::to_string(round)}},
                    [&](const auto& done) { completed += done.has_value() ? 1 : 0; });
    settle_down();
  }
  EXPECT_EQ(completed, 10) << "nobody waits for ever, nobody tries again";
  const auto notes =
      std::ranges::count_if(ledger.entries, [](const EntryPtr& entry) { return entry->note.has_value(); });
  EXPECT_EQ(notes, 2);
  EXPECT_EQ(ledger.entries.size(), static_cast<std::size_t>(LoopGuard::most_rounds) + 2);
}

TEST_F(ChannelTest, EditsAreNoRoundsOfALoop) {
  std::string text = "hello there";
  channel.receive(RoomId{7}, {bob(), from_native(text), {}, {"id"}}, [](const auto&) {});
  for (int round = 0; round < 10; ++round) {
    Incoming edit{bob(), from_native(text.insert(0, "note: ")), {}, {std::to_string(round)}};
    edit.edits = "id";
    channel.receive(RoomId{7}, edit, [](const auto&) {});
  }
  settle_down();
  EXPECT_EQ(ledger.entries.size(), 11U);
}

TEST_F(ChannelTest, ANewerEditMakesTheOlderOneIdle) {  // F83
  channel.receive(RoomId{7}, {bob(), from_native("v1"), {}, {"id"}}, [](const auto&) {});
  for (const char* text : {"v2", "v3"}) {
    Incoming edit{bob(), from_native(text), {}, {text}};
    edit.edits = "id";
    channel.receive(RoomId{7}, edit, [](const auto&) {});
  }
  settle_down();
  const auto live = channel.log().live_after(Seq{}, 10).value();
  EXPECT_TRUE(channel.log().is_edited_again(*live[1]));
  EXPECT_FALSE(channel.log().is_edited_again(*live[2]));
}

TEST_F(ChannelTest, EditsAndAnswersNameTheirTargets) {
  channel.receive(RoomId{7}, {bob(), from_native("posible?"), {}, {"id"}}, [](const auto&) {});
  Incoming edit{bob(), from_native("possible?"), {}, {"edit"}};
  edit.edits = "id";
  channel.receive(RoomId{7}, edit, [](const auto&) {});
  Incoming answer{bob(), from_native("yes"), {}, {"answer"}};
  answer.answers = "id";
  channel.receive(RoomId{7}, answer, [](const auto&) {});
  settle_down();
  ASSERT_EQ(ledger.entries.size(), 3U);
  EXPECT_EQ(std::get<Edit>(ledger.entries[1]->event), (Edit{Seq{1}, from_native("possible?"), "posible?"}));
  EXPECT_EQ(std::get<Message>(ledger.entries[2]->event).reply, (Reply{Seq{1}, "Bob"}));
  const auto live = channel.log().live_after(Seq{}, 10).value();
  EXPECT_EQ(std::get<Message>(live[0]->event).body.text, "possible?") << "who reads late reads the new words";
  EXPECT_FALSE(channel.log().is_edited_again(*live[1]));
}

TEST_F(ChannelTest, AnotherBridgeThatRepeatsUsIsLeftOutForAWhileAndToldSo) {
  int known = 0;
  const auto kept = [&](const result<Appended>& outcome) { known += outcome->known ? 1 : 0; };
  const auto say = [&](int n, Time when) {
    const std::string text = "a thing that alice says, number " + std::to_string(n);
    channel.post(alice, SessionId{1}, {from_native(text), ""}, when, [](const auto&) {});
    channel.receive(RoomId{7}, {bob(), from_native("<Alice> " + text), when, {}}, kept);
  };
  for (int n = 0; n < 8; ++n) say(n, Time{} + std::chrono::seconds(n));
  settle_down();
  EXPECT_EQ(known, 4) << "the fifth closes the loop";
  EXPECT_EQ(channel.left_out(RoomId{7}), 4U);
  EXPECT_EQ(channel.left_out(RoomId{8}), 0U);
  const std::string told =
      "Bob seems to be a bridge that repeats what is said here. What it says is left out for 10 minutes.";
  std::vector<std::optional<RoomId>> targets;
  for (const auto& entry : ledger.entries)
    if (entry->note) {
      EXPECT_EQ(std::get<Message>(entry->event).body.text, told);
      targets.push_back(entry->note->room);
    }
  EXPECT_EQ(targets, (std::vector<std::optional<RoomId>>{std::nullopt, RoomId{7}})) << "natives and his room, once";
  say(8, Time{} + std::chrono::minutes(11));
  settle_down();
  EXPECT_EQ(known, 4) << "heard again";
}

TEST_F(ChannelTest, NothingIsHeardFromAMutedRoomButWhatIsTakenBack) {
  Listener listener;
  channel.add_listener(listener);
  channel.receive(RoomId{7}, {bob(), from_native("before"), {}, {"id"}}, [](const auto&) {});
  settle_down();
  channel.mute(RoomId{7}, true);
  bool known = false;
  channel.receive(RoomId{7}, {bob(), from_native("muted"), {}, {"id2"}},
                  [&](const result<Appended>& outcome) { known = outcome && outcome->known && !outcome->entry; });
  channel.typing(bob(), RoomId{7});
  channel.receive(RoomId{8}, {bob(), from_native("another room"), {}, {"id3"}}, [](const auto&) {});
  channel.retract(RoomId{7}, {bob(), "id", {}, {}}, [](const auto&) {});
  settle_down();
  EXPECT_TRUE(known);
  EXPECT_TRUE(listener.signals.empty());
  ASSERT_EQ(ledger.entries.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<Removal>(ledger.entries[2]->event));
  channel.mute(RoomId{7}, false);
  channel.receive(RoomId{7}, {bob(), from_native("after"), {}, {"id4"}}, [](const auto&) {});
  settle_down();
  EXPECT_EQ(ledger.entries.size(), 4U);
  channel.remove_listener(listener);
}

}  // namespace
}  // namespace gb::core
