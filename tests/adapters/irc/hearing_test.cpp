// What is heard, and what is better not.
#include <gtest/gtest.h>

#include "protocol/text/timestamp.hpp"
#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

using Texts = std::vector<std::string>;

struct Hearing : testing::Test {
  void join(const std::string& capabilities = "") {
    world.irc.capabilities = capabilities;
    world.start();
    ASSERT_TRUE(world.until_joined());
  }

  /// Sends lines and a last word, and returns all that was heard before it.
  Texts hear(const std::string& lines) {
    world.irc.peer().send(lines + "\r\n:end!e@h PRIVMSG #gen :the-end");
    EXPECT_TRUE(until(world.loop, [&] { return !world.heard().empty() && world.heard().back() == "the-end"; }));
    Texts texts = world.heard();
    if (!texts.empty()) texts.pop_back();
    return texts;
  }

  const core::Entry& entry(std::size_t index) { return *world.ledger.entries.at(index); }

  World world;
};

constexpr const char* all =
    "message-tags server-time echo-message account-tag batch chghost multi-prefix extended-join account-notify";

TEST_F(Hearing, DegenerateLinesAreMindedByNobody) {  // F04, F05
  join();
  EXPECT_EQ(hear("\r\n \r\n:\r\n:x\r\n@\r\n@a=b\r\n@a=b :x\r\nPRIVMSG\r\n:bob!b@h PRIVMSG\r\n:bob!b@h PRIVMSG #gen\r\n"
                 ":s 324\r\n:s 353 gb\r\n:s 005\r\n:bob!b@h NICK\r\n:bob!b@h KICK #gen\r\n:s 366\r\n:s CAP\r\n"
                 ":s BATCH\r\nJOIN\r\nMODE\r\n:s 470\r\n:s 303\r\nFAIL\r\n:bob!b@h PRIVMSG #gen :\x01\r\n"
                 ":bob!b@h PRIVMSG #gen :\x01\x01\r\n:bob!b@h PRIVMSG #gen :\x01"
                 "ACTION\x01\r\n"
                 ":bob!b@h PRIVMSG #gen :alive"),
            Texts{"alive"});
}

TEST_F(Hearing, ReadsHoweverTheyAreCut) {  // F10
  join();
  ASSERT_TRUE(until(world.loop, [&] { return world.irc.count("MODE") == 1; }));
  for (const char c : std::string(":bob!b@h PRIVMSG #gen :caf\xc3\xa9\r\n")) {
    world.irc.peer().send_raw(std::string(1, c));
    gb::test::run_for(world.loop, 1ms);
  }
  EXPECT_EQ(hear(":bob!b@h PRIVMSG #gen :one\n:bob!b@h PRIVMSG #gen :two"), (Texts{"café", "one", "two"}));
}

TEST_F(Hearing, ALineWithoutEndCostsTheConnection) {  // F10
  join();
  world.irc.peer().send_raw(std::string(4 << 20, 'x'));
  ASSERT_TRUE(until(world.loop, [&] { return !world.joined(); }));
  EXPECT_EQ(world.room().state().reason, "the server sends a line without end");
  ASSERT_TRUE(world.until_joined());
}

TEST_F(Hearing, KindsAndEncodings) {  // F01, F53
  join();
  EXPECT_EQ(hear(":bob!b@h PRIVMSG #gen :sch\xf6n\r\n:bob!b@h PRIVMSG #gen :\x01"
                 "ACTION waves\x01\r\n"
                 ":bob!b@h NOTICE #gen :build ok"),
            (Texts{"schön", "waves", "build ok"}));
  EXPECT_EQ(std::get<core::Message>(entry(1).event).kind, core::MessageKind::action);
  EXPECT_EQ(std::get<core::Message>(entry(2).event).kind, core::MessageKind::notice);
}

TEST_F(Hearing, WhatCannotBeKeptIsCountedAndSaid) {
  join();
  world.ledger.failing = true;
  world.irc.peer().send(":bob!b@h PRIVMSG #gen :one\r\n:bob!b@h PRIVMSG #gen :two");
  ASSERT_TRUE(until(world.loop, [&] { return world.network->counted().back().second == 2; }));
  EXPECT_EQ(world.network->counted().back().first, "lost");
  world.ledger.failing = false;
  hear(":bob!b@h PRIVMSG #gen :three");
  const auto& all_entries = world.ledger.entries;
  auto note = all_entries.end();
  ASSERT_TRUE(until(world.loop, [&] {
    note = std::ranges::find_if(all_entries, [](const auto& one) { return one->note.has_value(); });
    return note != all_entries.end();
  }));
  EXPECT_EQ(std::get<core::Message>((*note)->event).body.text,
            "2 messages of irc.net/#gen could not be kept while the disk failed, and are missing here");
}

TEST_F(Hearing, OwnWordsAreNotNews) {  // F93
  join(all);
  EXPECT_TRUE(hear(":gb!g@h PRIVMSG #gen :<Alice> hi\r\n:GB!g@h PRIVMSG #gen :hi\r\n:gb!g@h PRIVMSG gb :hi\r\n"
                   "@+typing=active :gb!g@h TAGMSG #gen")
                  .empty());
}

TEST_F(Hearing, IdsTimesAndAccountsAreKept) {  // F167
  join(all);
  const Time now = wall_now();
  hear("@msgid=m1;account=robert;time=" + text::format_timestamp(now) +
       " :bob!b@h PRIVMSG #gen :hi\r\n"
       "@msgid=m1;account=robert :bob!b@h PRIVMSG #gen :hi again under the same id\r\n"
       "@account=robert :bobby!b@h PRIVMSG #gen :renamed\r\n:bob!x@y PRIVMSG #gen :an impostor");
  ASSERT_EQ(world.ledger.entries.size(), 4U);
  EXPECT_EQ(entry(0).created, now);
  EXPECT_EQ(entry(0).author->handle, "bob@irc.net");
  EXPECT_EQ(entry(0).author->id, entry(1).author->id);
  EXPECT_NE(entry(0).author->id, entry(2).author->id);
}

TEST_F(Hearing, PlaybackIsDroppedAndCounted) {  // F98
  join(all);
  EXPECT_EQ(hear(":s BATCH +7 chathistory #gen\r\n"
                 "@batch=7;time=2026-01-01T00:00:00.000Z;msgid=m1 :bob!b@h PRIVMSG #gen :old\r\n:s BATCH -7\r\n"
                 "@time=2026-01-01T00:00:00.000Z;msgid=m2 :bob!b@h PRIVMSG #gen :old, no batch\r\n"
                 "@msgid=m3 :bob!b@h PRIVMSG #gen :new"),
            Texts{"new"});
  EXPECT_EQ(world.network->counters().played_back, 2U);
}

TEST_F(Hearing, OrderIsTheChannels) {  // F99
  join();
  std::string lines;
  Texts expected;
  for (int n = 0; n < 300; ++n) {
    expected.push_back(std::to_string(n));
    lines += ":u" + std::to_string(n % 7) + "!u@h PRIVMSG #gen :" + expected.back() + "\r\n";
  }
  EXPECT_EQ(hear(lines), expected);
}

TEST_F(Hearing, TargetsForAPartOfTheChannelAreTheChannel) {
  world.irc.isupport = "PREFIX=(ov)@+ STATUSMSG=@+ CHANTYPES=#";
  join();
  EXPECT_EQ(hear(":bob!b@h NOTICE @#gen :for ops\r\n:bob!b@h PRIVMSG #other :elsewhere"), Texts{"for ops"});
}

TEST_F(Hearing, CtcpGetsAtMostOneAnswer) {  // F54
  join();
  EXPECT_TRUE(hear(":bob!b@h PRIVMSG #gen :\x01VERSION\x01\r\n:bob!b@h PRIVMSG gb :\x01PING 1\x01\r\n"
                   ":bob!b@h PRIVMSG #gen :\x01"
                   "DCC SEND a 1 2 3\x01\r\n:bob!b@h NOTICE gb :\x01VERSION x\x01")
                  .empty());
  gb::test::run_for(world.loop, 50ms);
  EXPECT_EQ(world.irc.count("NOTICE"), 1U);
  EXPECT_EQ(world.irc.find("NOTICE"), "NOTICE bob :\x01VERSION guildbridge\x01");
}

TEST_F(Hearing, PrivateMessagesGetOnePoliteAnswer) {  // F165
  join();
  EXPECT_TRUE(hear(":bob!b@h PRIVMSG gb :hello?\r\n:bob!b@h PRIVMSG gb :hello?\r\n:BOB!b@h PRIVMSG gb :hello?\r\n"
                   ":NickServ!s@services NOTICE gb :hi\r\n:NickServ!s@services PRIVMSG gb :hi\r\n"
                   ":s NOTICE gb :hi\r\n:carol!c@h NOTICE gb :automatic")
                  .empty());
  gb::test::run_for(world.loop, 50ms);
  EXPECT_EQ(world.irc.count("NOTICE"), 1U);
  EXPECT_TRUE(world.irc.find("NOTICE").starts_with("NOTICE bob :"));
}

TEST_F(Hearing, TheIgnoredAreNotHeard) {
  world.links[0].policy.ignore = {"SpamBot", "*!*@bad.example"};
  join(all);
  EXPECT_EQ(hear(":spambot!s@h PRIVMSG #gen :buy\r\n:eve!e@bad.example PRIVMSG #gen :buy\r\n"
                 ":spambots!s@h PRIVMSG #gen :hi"),
            Texts{"hi"});
  EXPECT_EQ(world.network->counters().ignored, 2U);
}

TEST_F(Hearing, ARoomThatIsOnlyToldHearsNothing) {
  World told;
  told.links[0].policy.direction = config::Direction::to_room;
  told.start();
  ASSERT_TRUE(told.until_joined());
  told.irc.peer().send(":bob!b@h PRIVMSG #gen :hi\r\nPING :done");
  ASSERT_TRUE(until(told.loop, [&] { return !told.irc.find("PONG done").empty(); }));
  EXPECT_TRUE(told.heard().empty());
}

struct Typists : core::SignalListener {
  std::vector<std::string> names;
  void on_signal(const core::Signal& signal) override { names.push_back(signal.who->display_name); }
};

TEST_F(Hearing, TypingIsASignal) {
  join(all);
  Typists typists;
  world.channel().add_listener(typists);
  hear(
      "@+typing=active :bob!b@h TAGMSG #gen\r\n@+typing=active :bob!b@h TAGMSG #gen\r\n"
      "@+typing=done :carol!c@h TAGMSG #gen\r\n@+react=x :dave!d@h TAGMSG #gen");
  EXPECT_EQ(typists.names, std::vector<std::string>{"bob"});
  EXPECT_EQ(world.irc.count("@+typing"), 0U);  // Not back to where it came from.
  world.channel().remove_listener(typists);
}

TEST_F(Hearing, ARedactionRemoves) {
  join(std::string(all) + " draft/message-redaction");
  hear("@msgid=m1 :bob!b@h PRIVMSG #gen :oops");
  world.irc.peer().send(":bob!b@h REDACT #gen m1 :sorry\r\n:bob!b@h REDACT #gen unknown");
  ASSERT_TRUE(until(world.loop, [&] { return world.ledger.entries.size() == 3; }));
  EXPECT_EQ(std::get<core::Removal>(entry(2).event).target, entry(0).seq);
}

}  // namespace
}  // namespace gb::irc::test
