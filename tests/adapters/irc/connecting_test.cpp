// From nothing to registered, and what happens when it does not come to that.
#include <gtest/gtest.h>

#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

bool is_first(const std::string& line, std::string_view verb) {
  return line.substr(0, line.find(' ')) == verb;
}

TEST(Connecting, ToARoomThatIsJoined) {
  World world;
  world.start();
  EXPECT_EQ(world.network->state().condition, Condition::connecting);
  ASSERT_TRUE(world.until_joined());
  EXPECT_EQ(world.network->state().condition, Condition::joined);
  EXPECT_EQ(world.irc.find("USER"), "USER g 0 * guildbridge");
  EXPECT_EQ(world.network->counters().registered, 1U);
}

TEST(Connecting, SilentDeadLinkIsFoundAndLeft) {  // F13
  World world;
  config::Irc settings = quick_settings(world.irc.address());
  settings.idle_ping = 100ms;
  settings.idle_timeout = 100ms;
  world.start(settings);
  ASSERT_TRUE(world.until_joined());
  // A link that answers stays.
  gb::test::run_for(world.loop, 400ms);
  EXPECT_TRUE(world.joined());
  EXPECT_EQ(world.irc.peers.size(), 1U);
  EXPECT_GE(world.irc.count("PING :are-you-there"), 2U);

  world.irc.peer().stop_reading();
  ASSERT_TRUE(until(world.loop, [&] { return world.room().state().condition == Condition::down; }));
  EXPECT_EQ(world.room().state().reason, "the server does not answer any more");
  ASSERT_TRUE(world.until_joined());
  EXPECT_EQ(world.irc.peers.size(), 2U);
}

TEST(Connecting, JoinsOnlyAfterTheWelcomeAndUntilItIsAnswered) {  // F14
  World world;
  int joins = 0;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (is_first(line, "USER")) return true;  // No welcome yet.
    if (!is_first(line, "JOIN")) return false;
    EXPECT_TRUE(peer.registered);
    return ++joins == 1;  // The first one is swallowed.
  };
  world.start();
  gb::test::run_for(world.loop, 200ms);
  EXPECT_EQ(joins, 0);
  world.irc.welcome(world.irc.peer());
  ASSERT_TRUE(until(world.loop, [&] { return joins == 1; }));
  EXPECT_FALSE(world.joined());
  ASSERT_TRUE(world.until_joined());
  EXPECT_EQ(joins, 2);
}

TEST(Connecting, ThrottledReconnectsGrow) {  // F15
  World world;
  world.irc.on_connect = [](ScriptedIrc::Peer& peer) {
    peer.send("ERROR :Closing Link: gb[h] (Throttled: Reconnecting too fast)");
    peer.close();
  };
  world.start();
  ASSERT_TRUE(until(world.loop, [&] { return world.irc.times.size() == 7; }));
  EXPECT_NE(world.room().state().reason.find("Throttled"), std::string::npos);
  for (std::size_t n = 1; n < world.irc.times.size(); ++n) {
    const auto gap = world.irc.times[n] - world.irc.times[n - 1];
    EXPECT_GE(gap, std::min(20ms * (1 << (n - 1)), 200ms)) << n;
  }
}

TEST(Connecting, ARefusalForGoodIsAStateWithAReason) {  // F16
  for (const std::string& refusal : {std::string("465 gb :You are banned from this server"),
                                     std::string("463 gb :Your host isn't among the privileged")}) {
    World world;
    world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
      if (!is_first(line, "USER")) return false;
      peer.send(":s " + refusal);
      peer.close();
      return true;
    };
    world.start();
    ASSERT_TRUE(until(world.loop, [&] { return world.room().state().condition == Condition::failed; }));
    EXPECT_EQ(world.room().state().reason, refusal.substr(refusal.find(':') + 1));
    EXPECT_EQ(world.network->state().condition, Condition::failed);
    gb::test::run_for(world.loop, 500ms);
    EXPECT_EQ(world.irc.peers.size(), 1U);
  }
}

TEST(Connecting, AWrongPasswordDoesNotLoop) {  // F17
  World world;
  world.irc.capabilities = "sasl";
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!is_first(line, "AUTHENTICATE")) return false;
    if (line == "AUTHENTICATE PLAIN")
      peer.send("AUTHENTICATE +");
    else
      peer.send(":s 904 gb :SASL authentication failed");
    return true;
  };
  config::Irc settings = quick_settings(world.irc.address());
  settings.sasl = {"PLAIN", "gb", config::Secret("wrong")};
  world.start(settings);
  ASSERT_TRUE(until(world.loop, [&] { return world.room().state().condition == Condition::failed; }));
  gb::test::run_for(world.loop, 300ms);
  EXPECT_LE(world.irc.count("AUTHENTICATE"), 3U);
  EXPECT_EQ(world.irc.count("JOIN"), 0U);
  EXPECT_EQ(world.irc.peers.size(), 1U);
}

TEST(Connecting, TakenNicksGiveWayToOthers) {  // F24
  for (const std::string& numeric : {std::string("433"), std::string("432"), std::string("437")}) {
    World world;
    std::vector<std::string> nicks;
    world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
      if (is_first(line, "NICK")) {
        nicks.push_back(line.substr(5));
        if (nicks.size() > 3) {
          peer.nick = nicks.back();
          world.irc.welcome(peer);
        } else {
          peer.send(":s " + numeric + " * " + nicks.back() + " :Nickname is not for you");
        }
        return true;
      }
      return is_first(line, "USER");
    };
    world.start();
    ASSERT_TRUE(world.until_joined()) << numeric;
    ASSERT_EQ(nicks.size(), 4U);
    EXPECT_EQ(std::ranges::count(nicks, nicks[0]), 1);
    EXPECT_EQ(world.irc.find("JOIN"), "JOIN #gen");
  }
}

TEST(Connecting, TheNickIsTakenBackWhenItsOwnerLeaves) {
  World world;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line == "NICK gb" && !peer.registered) {
      peer.send(":s 433 * gb :Nickname is already in use");
      return true;
    }
    if (line == "NICK gb") peer.send(":" + peer.nick + "!g@h NICK gb");
    if (is_first(line, "USER")) return true;
    if (is_first(line, "NICK") && !peer.registered) {
      peer.nick = line.substr(5);
      world.irc.welcome(peer);
      return true;
    }
    return false;
  };
  world.start();
  ASSERT_TRUE(world.until_joined());
  EXPECT_EQ(world.irc.count("NICK gb"), 2U);  // "NICK gb", "NICK gb_"
  world.irc.peer().send(":gb!x@y QUIT :gone");
  ASSERT_TRUE(until(world.loop, [&] { return world.irc.lines.back() == "NICK gb"; }));
  // From then on our own words come from that nick, and are ours.
  world.irc.peer().send(":gb!g@h PRIVMSG #gen :own\r\n:bob!b@h PRIVMSG #gen :hi");
  ASSERT_TRUE(world.until_heard(1));
  EXPECT_EQ(world.heard(), std::vector<std::string>{"hi"});
}

TEST(Connecting, ANameThatDoesNotResolveIsTriedAgain) {  // F117
  World world;
  world.start(quick_settings("no-such-host.invalid:6667"));
  ASSERT_TRUE(until(
      world.loop, [&] { return world.network->counters().connects >= 2; }, 20s));
  EXPECT_NE(world.room().state().reason.find("no-such-host.invalid"), std::string::npos);
}

TEST(Connecting, ManyNetworksNeedNotStartAtOnce) {  // F111
  World world;
  world.start(quick_settings(world.irc.address()), {.start_after = 200ms});
  gb::test::run_for(world.loop, 100ms);
  EXPECT_TRUE(world.irc.peers.empty());
  ASSERT_TRUE(world.until_joined());
}

TEST(Connecting, SecretsAreNeverLogged) {  // F118
  World world;
  world.irc.capabilities = "sasl";
  bool refuse = false;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!is_first(line, "AUTHENTICATE")) return false;
    if (line == "AUTHENTICATE PLAIN") return peer.send("AUTHENTICATE +"), true;
    return peer.send(refuse ? ":s 904 gb :no" : ":s 903 gb :yes"), true;
  };
  world.links[0].policy.key = config::Secret("S3CRET-key");
  config::Irc settings = quick_settings(world.irc.address());
  settings.password = config::Secret("S3CRET-pass");
  settings.sasl = {"PLAIN", "gb", config::Secret("S3CRET-sasl")};
  settings.nickserv_password = config::Secret("S3CRET-nickserv");
  testing::internal::CaptureStderr();
  log::set_threshold(log::Level::debug);
  world.start(settings);
  EXPECT_TRUE(world.until_joined());
  refuse = true;
  world.irc.peer().close();
  EXPECT_TRUE(until(world.loop, [&] { return world.room().state().condition == Condition::failed; }));
  log::set_threshold(log::Level::error);
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_NE(logged.find("> JOIN"), std::string::npos);
  for (const char* secret : {"S3CRET", "UzNDUkVU", "ZwBTM0NSRVQ", "AFMzQ1JFVC"})
    EXPECT_EQ(logged.find(secret), std::string::npos) << secret;
  EXPECT_NE(world.irc.find("S3CRET-key"), "");
}

TEST(Connecting, StsLeavesThePlainConnectionForTls) {
  World world;
  ScriptedIrc secure(world.loop);
  world.irc.capabilities = "sts=port=" + std::to_string(secure.port());
  config::Irc settings = quick_settings(world.irc.address());
  settings.connect_timeout = 300ms;
  world.start(settings);
  ASSERT_TRUE(until(world.loop, [&] { return secure.peers.size() >= 2; }));
  EXPECT_EQ(world.irc.peers.size(), 1U);  // Never again without.
  EXPECT_EQ(world.irc.count("CAP END"), 0U);
}

TEST(Connecting, AGoodbyeWithinTheLimit) {  // F27
  World world;
  world.start();
  ASSERT_TRUE(world.until_joined());
  bool stopped = false;
  const auto stop = [](World& of, bool& done) -> boost::asio::awaitable<void> {
    co_await of.network->stop(2s);
    done = true;
  };
  boost::asio::co_spawn(world.loop, stop(world, stopped), boost::asio::detached);
  ASSERT_TRUE(until(
      world.loop, [&] { return stopped; }, 2s));
  EXPECT_EQ(world.irc.lines.back(), "QUIT :bye");
  gb::test::run_for(world.loop, 300ms);
  EXPECT_EQ(world.irc.peers.size(), 1U);
}

TEST(Connecting, AGoodbyeToAServerThatDoesNotRead) {  // F27
  World world;
  config::Irc settings = quick_settings(world.irc.address());
  settings.pace = {8, 0.1};
  world.start(settings);
  ASSERT_TRUE(world.until_joined());
  world.irc.peer().stop_reading();
  world.deliver({"a", "b", "c"});
  bool stopped = false;
  const auto stop = [](World& of, bool& done) -> boost::asio::awaitable<void> {
    co_await of.network->stop(300ms);
    done = true;
  };
  boost::asio::co_spawn(world.loop, stop(world, stopped), boost::asio::detached);
  ASSERT_TRUE(until(
      world.loop, [&] { return stopped; }, 1s));
  ASSERT_TRUE(world.until_delivered());
  EXPECT_TRUE(std::holds_alternative<delivery::Retry>(world.receipts.at(0)));
}

}  // namespace
}  // namespace gb::irc::test
