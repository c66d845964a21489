// What couriers bring, and how it is known to have arrived.
#include <gtest/gtest.h>

#include "adapters/irc/wire/message.hpp"
#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

using delivery::Delivered;
using delivery::Refused;
using delivery::Retry;

bool is_speech(const std::string& line) {
  return line.find("PRIVMSG #gen") != std::string::npos;
}

std::string text_of(const std::string& line) {
  return line.substr(line.find("> ") + 2);
}

struct Speaking : testing::Test {
  void join(const std::string& capabilities = "") {
    world.irc.capabilities = capabilities;
    world.start();
    ASSERT_TRUE(world.until_joined());
  }

  std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const std::string& line : world.irc.lines)
      if (is_speech(line)) out.push_back(text_of(line));
    return out;
  }

  World world;
};

TEST_F(Speaking, APongSettlesTheWindow) {
  join();
  world.deliver({"one", "two\nthree"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(said(), (std::vector<std::string>{"one", "two", "three"}));
  ASSERT_EQ(world.receipts.size(), 2U);
  EXPECT_FALSE(std::get<Delivered>(world.receipts[0]).proven);
}

TEST_F(Speaking, WithoutAPongNothingIsSettled) {
  world.irc.on_line = [](ScriptedIrc::Peer&, const std::string& line) { return line.starts_with("PING"); };
  join();
  world.deliver({"one"});
  gb::test::run_for(world.loop, 200ms);
  EXPECT_FALSE(world.delivered);
  world.irc.peer().close();
  ASSERT_TRUE(world.until_delivered());
  EXPECT_TRUE(std::holds_alternative<Retry>(world.receipts.at(0)));
}

TEST_F(Speaking, AnEchoProvesAndBringsTheId) {
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (is_speech(line)) peer.send("@msgid=m" + text_of(line) + " :gb!g@h " + line);
    return is_speech(line);
  };
  join("echo-message message-tags");
  world.deliver({"1", "2\n3"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(std::get<Delivered>(world.receipts[0]).remote_ids, std::vector<std::string>{"m1"});
  EXPECT_EQ(std::get<Delivered>(world.receipts[1]).remote_ids, (std::vector<std::string>{"m2", "m3"}));
  EXPECT_TRUE(std::get<Delivered>(world.receipts[1]).proven);
  EXPECT_TRUE(world.heard().empty());
}

TEST_F(Speaking, LabelsNameEachLine) {
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!is_speech(line)) return false;
    const auto message = parse(line);
    const std::string label(message->tag("label").value_or("none"));
    if (text_of(line) == "bad")
      peer.send("@label=" + label + " :s 404 gb #gen :Cannot send to channel");
    else if (text_of(line) == "acked")
      peer.send("@label=" + label + " :s ACK");
    else if (text_of(line) == "good")
      peer.send(":s 404 gb #gen :somebody else's trouble\r\n@label=" + label +
                ";msgid=m1 :gb!g@h PRIVMSG #gen :<A> good");
    return true;
  };
  join("echo-message message-tags labeled-response batch");
  world.deliver({"bad", "silent", "good", "acked"});
  ASSERT_TRUE(world.until_delivered());
  ASSERT_EQ(world.receipts.size(), 4U);
  EXPECT_EQ(std::get<Refused>(world.receipts[0]).reason, "Cannot send to channel");
  EXPECT_FALSE(std::get<Delivered>(world.receipts[1]).proven);
  EXPECT_EQ(std::get<Delivered>(world.receipts[2]).remote_ids, std::vector<std::string>{"m1"});
  EXPECT_TRUE(std::get<Delivered>(world.receipts[3]).proven);
}

TEST_F(Speaking, ARefusalIsToldInTheServersWords) {  // F106
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (is_speech(line)) peer.send(":s 404 gb #gen :Cannot send to channel (+m)");
    return is_speech(line);
  };
  join();
  world.deliver({"one"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(std::get<Refused>(world.receipts.at(0)).reason, "Cannot send to channel (+m)");
}

TEST_F(Speaking, WhatWasEchoedBeforeALossIsNotRepeated) {
  int lines = 0;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!is_speech(line)) return false;
    if (++lines <= 2) peer.send(":gb!g@h " + line);
    if (lines == 3) peer.close();
    return true;
  };
  join("echo-message message-tags");
  for (int n = 1; n <= 5; ++n) world.post(std::to_string(n));
  world.start_courier();
  ASSERT_TRUE(until(world.loop, [&] { return world.couriers[0]->counters().delivered == 5; }));
  const auto words = said();
  ASSERT_GE(words.size(), 6U);
  EXPECT_EQ(std::ranges::count(words, "1"), 1);
  EXPECT_EQ(std::ranges::count(words, "2"), 1);
  EXPECT_EQ(std::vector<std::string>(words.end() - 3, words.end()), (std::vector<std::string>{"3", "4", "5"}));
}

TEST_F(Speaking, OfManyEditsInARowOnlyTheLastIsSaid) {  // F83
  join();
  world.start_courier();
  const core::OutsidePerson mira{"matrix.home", "@mira:x", "Mira"};
  const auto say = [&](const std::string& text, const std::string& id, const std::string& edits) {
    core::Incoming incoming{mira, {core::MessageKind::text, {text, {}}, {}, {}}, wall_now(), {id}};
    incoming.edits = edits;
    world.channel().receive(RoomId{99}, std::move(incoming), [](const auto&) {});
    gb::test::run_for(world.loop, 50ms);
  };
  say("version 0", "$0", {});
  for (int n = 1; n <= 5; ++n) say("version " + std::to_string(n), "$" + std::to_string(n), "$0");
  ASSERT_TRUE(until(world.loop, [&] { return world.couriers[0]->counters().delivered == 6; }));
  EXPECT_EQ(said(), (std::vector<std::string>{"version 0", "(edited) 5"}));
}

TEST_F(Speaking, WaitingPostsComeInOrderAfterAnOutage) {  // F100, F101
  join();
  world.start_courier();
  for (int round = 0; round < 5; ++round) {
    world.irc.peer().close();
    ASSERT_TRUE(until(world.loop, [&] { return !world.joined(); }));
    world.post("round " + std::to_string(round));
    ASSERT_TRUE(until(world.loop, [&] { return world.couriers[0]->counters().delivered == round + 1U; }));
  }
  gb::test::run_for(world.loop, 100ms);
  ASSERT_EQ(said().size(), 5U);
  for (int round = 0; round < 5; ++round)
    EXPECT_EQ(said()[static_cast<std::size_t>(round)], "round " + std::to_string(round));
}

TEST_F(Speaking, ABurstIsNeverAFlood) {  // F32, in a tenth of the time
  double tokens = 5.5;                   // What the server allows: five at once, then five a second.
  auto last = std::chrono::steady_clock::now();
  bool flooded = false;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string&) {
    const auto now = std::chrono::steady_clock::now();
    tokens = std::min(5.5, tokens + 50 * std::chrono::duration<double>(now - last).count());
    last = now;
    if (peer.registered && --tokens < 0) flooded = true;
    return false;
  };
  config::Irc settings = quick_settings(world.irc.address());
  settings.pace = {5, 45};
  world.start(settings);
  ASSERT_TRUE(world.until_joined());
  world.start_courier();
  for (int n = 0; n < 100; ++n) world.post(std::to_string(n));
  ASSERT_TRUE(until(
      world.loop, [&] { return world.couriers[0]->counters().delivered == 100; }, 10s));
  EXPECT_FALSE(flooded);
  const auto words = said();
  ASSERT_EQ(words.size(), 100U);
  for (int n = 0; n < 100; ++n) EXPECT_EQ(words[static_cast<std::size_t>(n)], std::to_string(n));
}

TEST_F(Speaking, PongOvertakesWhatWaits) {  // F33
  config::Irc settings = quick_settings(world.irc.address());
  settings.pace = {5, 1};
  world.start(settings);
  ASSERT_TRUE(until(
      world.loop, [&] { return world.joined(); }, 10s));
  world.deliver(std::vector<std::string>(200, "words"));
  gb::test::run_for(world.loop, 20ms);
  world.irc.peer().send("PING :tok1");
  ASSERT_TRUE(until(
      world.loop, [&] { return !world.irc.find("PONG tok1").empty(); }, 500ms));
  EXPECT_LT(said().size(), 20U);
  world.irc.peer().close();
  ASSERT_TRUE(world.until_delivered());
}

TEST_F(Speaking, ColoursStayOutWhereTheChannelForbidsThem) {
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line == "MODE #gen") peer.send(":s 324 gb #gen +nt\r\nPING :asked");
    return line == "MODE #gen";
  };
  join();
  world.deliver({"zero"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(world.irc.find("zero").find('\x03'), std::string::npos);  // Not known yet.
  ASSERT_TRUE(until(world.loop, [&] { return !world.irc.find("PONG asked").empty(); }));
  world.deliver({"one"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_NE(world.irc.find("one").find('\x03'), std::string::npos);
  world.irc.peer().send(":op!o@h MODE #gen +c\r\nPING :seen");
  ASSERT_TRUE(until(world.loop, [&] { return !world.irc.find("PONG seen").empty(); }));
  world.deliver({"two"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(world.irc.find("two").find('\x03'), std::string::npos);
}

TEST_F(Speaking, TypingIsShownAtMostEveryThreeSeconds) {
  join("message-tags");
  for (int n = 0; n < 5; ++n) world.channel().typing(world.alice, SessionId{1});
  gb::test::run_for(world.loop, 50ms);
  EXPECT_EQ(world.irc.count("@+typing=active TAGMSG #gen"), 1U);
}

TEST_F(Speaking, TypingIsNotShownWhereItIsNotWanted) {
  world.links[0].policy.typing = false;
  join("message-tags");
  world.channel().typing(world.alice, SessionId{1});
  gb::test::run_for(world.loop, 50ms);
  EXPECT_EQ(world.irc.count("@+typing"), 0U);
}

TEST_F(Speaking, RelayedUnderOnesOwnName) {
  config::Irc settings = quick_settings(world.irc.address());
  settings.relaymsg = true;
  world.irc.capabilities = "message-tags echo-message draft/relaymsg=/";
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line.starts_with("RELAYMSG")) peer.send("@draft/relaymsg=gb;msgid=m1 :Alice/g!relay@h PRIVMSG #gen :hi");
    return false;
  };
  world.start(settings);
  ASSERT_TRUE(world.until_joined());
  world.deliver({"hi"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_EQ(world.irc.find("RELAYMSG"), "RELAYMSG #gen Alice/g hi");
  EXPECT_EQ(std::get<Delivered>(world.receipts.at(0)).remote_ids, std::vector<std::string>{"m1"});
  EXPECT_TRUE(world.heard().empty());
}

}  // namespace
}  // namespace gb::irc::test
