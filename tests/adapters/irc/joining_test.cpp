// Channels: getting in, being thrown out, who is there.
#include <gtest/gtest.h>

#include <ctime>

#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

std::vector<std::string> names_in(World& world, std::size_t index = 0) {
  std::vector<std::string> out;
  for (const core::OutsidePerson& person : world.channel(index).presence().people()) out.push_back(person.name);
  return out;
}

using Names = std::vector<std::string>;

TEST(Joining, RetriedAfterALogin) {  // F20
  World world;
  bool identified = false;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("JOIN") || identified) return false;
    peer.send(":s 477 gb #gen :Cannot join channel (+r) - you need to be identified");
    return true;
  };
  config::Irc settings = quick_settings(world.irc.address());
  settings.rejoin_delay = 10s;
  world.start(settings);
  ASSERT_TRUE(until(world.loop, [&] { return world.room().state().reason.find("(+r)") != std::string::npos; }));
  EXPECT_EQ(world.room().state().condition, Condition::down);
  gb::test::run_for(world.loop, 200ms);
  EXPECT_EQ(world.irc.count("JOIN"), 1U);  // No tight loop.
  identified = true;
  world.irc.peer().send(":NickServ!s@services NOTICE gb :You are now identified for gb.");
  ASSERT_TRUE(world.until_joined());
  EXPECT_EQ(world.irc.count("JOIN"), 2U);
  EXPECT_EQ(world.irc.count("NOTICE"), 0U);
}

TEST(Joining, EveryRefusalHasItsReasonAndIsTriedAgain) {
  for (const std::string& numeric : {std::string("471"), std::string("473"), std::string("474"), std::string("475"),
                                     std::string("405"), std::string("403"), std::string("437")}) {
    World world;
    world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
      if (!line.starts_with("JOIN") || world.irc.count("JOIN") > 2) return false;
      peer.send(":s " + numeric + " gb #gen :no, because " + numeric);
      return true;
    };
    world.start();
    ASSERT_TRUE(until(world.loop, [&] { return world.room().state().reason == "no, because " + numeric; })) << numeric;
    ASSERT_TRUE(world.until_joined()) << numeric;
  }
}

TEST(Joining, AKickEmptiesTheQueueAndIsFollowedByAReturn) {  // F21
  World world({"#gen", "#dev"});
  config::Irc settings = quick_settings(world.irc.address());
  settings.pace = {6, 0.01};  // What is in the queue stays there.
  world.start(settings);
  ASSERT_TRUE(world.until_joined(1));
  const std::size_t joins = world.irc.count("JOIN");
  world.deliver(std::vector<std::string>(50, "words"));
  gb::test::run_for(world.loop, 50ms);
  world.irc.peer().send(":op!o@h KICK #gen gb :calm down");
  ASSERT_TRUE(world.until_delivered());
  EXPECT_TRUE(std::holds_alternative<delivery::Retry>(world.receipts.at(0)));
  EXPECT_EQ(world.room(0).state().condition, Condition::down);
  EXPECT_EQ(world.room(0).state().reason, "kicked by op: calm down");
  EXPECT_TRUE(world.joined(1));
  EXPECT_GE(world.network->counters().dropped, 45U);
  EXPECT_EQ(world.irc.count("JOIN"), joins);
}

TEST(Joining, KickedAgainAndAgainTheWaitGrows) {
  World world;
  std::vector<std::chrono::steady_clock::time_point> joins;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("JOIN")) return false;
    joins.push_back(std::chrono::steady_clock::now());
    world.irc.joined(peer, "#gen");
    peer.send(":op!o@h KICK #gen GB :out");
    return true;
  };
  world.start();
  ASSERT_TRUE(until(world.loop, [&] { return joins.size() == 4; }));
  EXPECT_GE(joins[1] - joins[0], 50ms);
  EXPECT_GE(joins[2] - joins[1], 100ms);
  EXPECT_GE(joins[3] - joins[2], 200ms);
}

TEST(Joining, ManyChannelsInFewPacedLines) {  // F34
  World world(std::vector<std::string>{});
  for (int n = 0; n < 80; ++n) {
    delivery::Link& link = world.add("#channel" + std::to_string(n));
    if (n % 16 == 0) link.policy.key = config::Secret("key" + std::to_string(n));
  }
  std::size_t joins = 0;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("JOIN ")) return false;
    EXPECT_LE(line.size(), 510U);
    if (++joins > 10) {
      peer.send("ERROR :Excess Flood");
      peer.close();
    }
    return false;
  };
  world.start();
  ASSERT_TRUE(until(world.loop, [&] {
    for (std::size_t n = 0; n < 80; ++n)
      if (!world.joined(n)) return false;
    return true;
  }));
  EXPECT_EQ(world.irc.find("key0").substr(0, 15), "JOIN #channel0,");
  EXPECT_TRUE(world.irc.find("key0").ends_with(" key0,key16,key32,key48,key64"));
}

TEST(Joining, OtherSpellingIsTheSameChannelWhereTheServerSaysSo) {  // F11
  for (const bool ascii : {false, true}) {
    World world({"#Gen[x]"});
    if (ascii) world.irc.isupport = "CASEMAPPING=ascii CHANTYPES=#";
    world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
      if (!line.starts_with("JOIN")) return false;
      world.irc.joined(peer, "#GEN[X]");
      return true;
    };
    world.start();
    ASSERT_TRUE(world.until_joined());
    world.irc.peer().send(":bob!b@h PRIVMSG #gen{X} :hi\r\n:bob!b@h PRIVMSG #gen[X] :there");
    ASSERT_TRUE(world.until_heard(ascii ? 1 : 2));
    EXPECT_EQ(world.heard().size(), ascii ? 1U : 2U);
  }
}

TEST(Joining, AForwardIsNotFollowed) {
  World world;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("JOIN")) return false;
    peer.send(":s 470 gb #gen ##overflow :Forwarding to another channel");
    world.irc.joined(peer, "##overflow");
    return true;
  };
  world.start();
  ASSERT_TRUE(until(world.loop, [&] { return world.irc.find("PART ##overflow") == "PART ##overflow"; }));
  EXPECT_FALSE(world.joined());
  EXPECT_NE(world.room().state().reason.find("##overflow"), std::string::npos);
}

TEST(Joining, PeopleComeAndGo) {
  World world;
  world.start();
  ASSERT_TRUE(world.until_joined());
  world.irc.peer().send(":s 353 gb = #gen :@+op gb +bob carol!c@h");
  world.irc.peer().send(":s 366 gb #gen :End");
  ASSERT_TRUE(until(world.loop, [&] { return names_in(world) == Names{"bob", "carol", "op"}; }));
  world.irc.peer().send(":dave!d@h JOIN #gen\r\n:bob!b@h NICK rob\r\n:carol!c@h QUIT :bye\r\n:x!x@h KICK #gen op :no");
  ASSERT_TRUE(until(world.loop, [&] { return names_in(world) == Names{"dave", "rob"}; }));
  EXPECT_TRUE(world.heard().empty());
  world.irc.peer().close();
  ASSERT_TRUE(until(world.loop, [&] { return names_in(world).empty(); }));
}

TEST(Joining, ANetsplitIsSilent) {  // F25, F107
  World world;
  world.start();
  ASSERT_TRUE(world.until_joined());
  std::string lines;
  for (int n = 0; n < 500; ++n) lines += ":u" + std::to_string(n) + "!u@h JOIN #gen\r\n";
  for (int n = 0; n < 500; ++n) lines += ":u" + std::to_string(n) + "!u@h QUIT :a.example b.example\r\n";
  for (int n = 0; n < 500; ++n) lines += ":u" + std::to_string(n) + "!u@h JOIN #gen\r\n";
  world.irc.peer().send(lines + ":u7!u@h PRIVMSG #gen :back again");
  ASSERT_TRUE(world.until_heard(1));
  EXPECT_EQ(world.heard(), std::vector<std::string>{"back again"});
  EXPECT_EQ(names_in(world).size(), 501U);  // And op.
}

TEST(Joining, BigChannelsAreUsableInSeconds) {  // F159
  std::vector<std::string> places;
  for (int n = 0; n < 50; ++n) places.push_back("#c" + std::to_string(n));
  World world(places);
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("JOIN ")) return false;
    for (std::string rest = line.substr(5); !rest.empty();) {
      const std::string channel = rest.substr(0, rest.find(','));
      rest.erase(0, channel.size() + 1);
      std::string names;
      for (int n = 0; n < 3000; n += 30) {
        names += ":s 353 gb = " + channel + " :";
        for (int k = 0; k < 30; ++k) names += "person" + std::to_string(n + k) + " ";
        names += "\r\n";
      }
      peer.send(":gb!g@h JOIN " + channel + "\r\n" + names + ":s 366 gb " + channel + " :End");
    }
    peer.send("PING :in-time");
    return true;
  };
  world.start();
  const std::clock_t start = std::clock();  // Of the processor: others may keep it busy as well.
  ASSERT_TRUE(until(
      world.loop, [&] { return world.joined(49) && world.channel(49).presence().count(world.links[49].room) == 3000; },
      30s));
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 5);
  ASSERT_TRUE(until(world.loop, [&] { return !world.irc.find("PONG in-time").empty(); }));
}

}  // namespace
}  // namespace gb::irc::test
