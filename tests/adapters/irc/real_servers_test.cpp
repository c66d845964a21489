// The same against servers that people run: ngircd and InspIRCd, on loopback.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/adapters/irc/world.hpp"
#include "tests/support/real_irc.hpp"

namespace gb::irc::test {
namespace {

using gb::test::Client;
using gb::test::inspircd;
using gb::test::ngircd;

TEST(Ngircd, BothWays) {
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world;
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  world.start_courier();
  Client bob(world.loop, server->address(), "bob", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has(" 366 "); }));
  bob.send("PRIVMSG #gen :hello from IRC\r\n");
  ASSERT_TRUE(world.until_heard(1));
  EXPECT_EQ(world.ledger.entries[0]->author->handle, "bob@irc.net");
  world.post("hello from here");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has("> hello from here\r\n"); }));
  ASSERT_TRUE(until(world.loop, [&] { return world.couriers[0]->counters().delivered == 1; }));
  EXPECT_EQ(world.heard().size(), 2U);
  EXPECT_EQ(world.channel().presence().count(world.links[0].room), 1U);
}

TEST(Ngircd, AModeratedChannelRefuses) {
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world;
  Client op(world.loop, server->address(), "op", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return op.has(" 366 "); }));
  op.send("MODE #gen +m\r\n");
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  world.deliver({"one", "two"});
  ASSERT_TRUE(world.until_delivered());
  ASSERT_EQ(world.receipts.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<delivery::Refused>(world.receipts[0]));
  EXPECT_TRUE(std::holds_alternative<delivery::Refused>(world.receipts[1]));
}

TEST(Ngircd, FromRoomToRoomFastCompleteAndInOrder) {
  constexpr int count = 10'000;
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world({"#from"});
  world.add("#to", world.links[0].channel);
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined(0) && world.until_joined(1));
  world.start_courier(1);
  Client speaker(world.loop, server->address(), "speaker", "#from");
  Client listener(world.loop, server->address(), "listener", "#to");
  ASSERT_TRUE(until(world.loop, [&] { return speaker.has(" 366 ") && listener.has(" 366 "); }));
  std::string lines;
  for (int n = 0; n < count; ++n) lines += "PRIVMSG #from :message " + std::to_string(n) + "\r\n";
  const auto start = std::chrono::steady_clock::now();
  speaker.send_much(std::move(lines));
  ASSERT_TRUE(until(
      world.loop, [&] { return world.couriers[0]->counters().delivered >= count; }, 60s));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(until(world.loop, [&] { return listener.has("message " + std::to_string(count - 1) + "\r\n"); }));
  std::size_t at = 0;
  for (int n = 0; n < count; ++n) {
    at = listener.seen.find("> message " + std::to_string(n) + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << n;
  }
  RecordProperty("messages_per_second", static_cast<int>(count / taken.count()));
  std::cout << static_cast<int>(count / taken.count()) << " messages a second\n";
}

TEST(Inspircd, LabelsProveAndTypingGoesBothWays) {
  const auto server = inspircd();
  ASSERT_TRUE(server->listens());
  World world;
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  Client bob(world.loop, server->address(), "bob", "#gen",
             "CAP LS 302\r\nCAP REQ :message-tags echo-message\r\nCAP END\r\n");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has(" 366 "); }));

  world.deliver({"one", "two\nthree"});
  ASSERT_TRUE(world.until_delivered());
  ASSERT_EQ(world.receipts.size(), 2U);
  EXPECT_TRUE(std::get<delivery::Delivered>(world.receipts[0]).proven);
  EXPECT_EQ(std::get<delivery::Delivered>(world.receipts[1]).remote_ids.size(), 2U);
  EXPECT_TRUE(world.heard().empty());

  world.channel().typing(world.alice, SessionId{1});
  EXPECT_TRUE(until(world.loop, [&] { return bob.has("+typing=active"); }));

  struct Typists : core::SignalListener {
    int count = 0;
    void on_signal(const core::Signal& signal) override { count += signal.who->display_name == "bob" ? 1 : 0; }
  } typists;
  world.channel().add_listener(typists);
  bob.send("@+typing=active TAGMSG #gen\r\n");
  EXPECT_TRUE(until(world.loop, [&] { return typists.count == 1; }));
  world.channel().remove_listener(typists);
}

TEST(Inspircd, AChannelWithoutColoursGetsNone) {
  const auto server = inspircd();
  ASSERT_TRUE(server->listens());
  World world;
  Client op(world.loop, server->address(), "op", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return op.has(" 366 "); }));
  op.send("MODE #gen +c\r\n");
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  gb::test::run_for(world.loop, 100ms);
  world.deliver({"plain words"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_TRUE(std::holds_alternative<delivery::Delivered>(world.receipts.at(0)));
  ASSERT_TRUE(until(world.loop, [&] { return op.has("plain words"); }));
  EXPECT_EQ(op.seen.find(static_cast<char>(3)), std::string::npos);
}

}  // namespace
}  // namespace gb::irc::test
