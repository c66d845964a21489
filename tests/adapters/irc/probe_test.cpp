#include "adapters/irc/probe.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "bridge/net/spawn.hpp"
#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

using delivery::Finding;

struct Probing {
  boost::asio::io_context loop;
  ScriptedIrc server{loop};
  config::Irc settings = quick_settings(server.address());

  delivery::Findings look(const std::vector<std::string>& places) {
    std::vector<config::Room> rooms;
    for (const std::string& place : places) {
      config::Room& room = rooms.emplace_back();
      room.room = "irc.net/" + place;
      room.place = place;
    }
    std::optional<delivery::Findings> found;
    const auto keep = [&]() -> boost::asio::awaitable<void> {
      found = co_await probe(loop.get_executor(), settings, rooms);
    };
    net::spawn(loop.get_executor(), "probe", keep());
    EXPECT_TRUE(until(
        loop, [&] { return found.has_value(); }, 20s));
    return found.value_or(delivery::Findings{});
  }
};

TEST(Probe, LooksAndLeavesWithoutJoining) {
  Probing probing;
  const auto found = probing.look({"#a", "#b"});
  ASSERT_EQ(found.size(), 3U);
  for (const Finding& one : found) EXPECT_EQ(one.verdict, Finding::Verdict::good) << one.told;
  EXPECT_EQ(probing.server.count("JOIN"), 0U);
  EXPECT_EQ(probing.server.count("QUIT"), 1U);
  EXPECT_EQ(probing.server.count("MODE"), 2U);
}

TEST(Probe, ASecondNickIsTold) {
  Probing probing;
  probing.server.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line == "NICK gb") peer.send(":s 433 * gb :in use");
    if (line == "NICK gb_") {
      peer.nick = "gb_";
      probing.server.welcome(peer);
    }
    return line.starts_with("NICK") || line.starts_with("USER");
  };
  const auto found = probing.look({});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].verdict, Finding::Verdict::doubtful);
  EXPECT_NE(found[0].told.find("as gb_"), std::string::npos) << found[0].told;
}

TEST(Probe, TheServersOwnWordsOfARefusal) {
  Probing probing;
  probing.server.on_line = [](ScriptedIrc::Peer& peer, const std::string& line) {
    if (!line.starts_with("USER")) return false;
    peer.send(":s 465 gb :You are banned: too many bridges\r\nERROR :Closing link");
    peer.close();
    return true;
  };
  const auto found = probing.look({"#a"});
  ASSERT_EQ(found.size(), 1U) << "nothing is said of channels that could not be asked for";
  EXPECT_EQ(found[0].verdict, Finding::Verdict::wrong);
  EXPECT_NE(found[0].told.find("too many bridges"), std::string::npos) << found[0].told;
}

TEST(Probe, AServerThatSaysNothingDoesNotHoldItUp) {
  Probing probing;
  probing.settings.connect_timeout = 100ms;
  probing.server.on_line = [](ScriptedIrc::Peer&, const std::string&) { return true; };
  probing.settings.idle_ping = 100ms;
  probing.settings.idle_timeout = 100ms;
  const auto found = probing.look({"#a"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].verdict, Finding::Verdict::wrong);
}

TEST(Probe, AConnectionLostInBetweenIsNoGoodSign) {
  Probing probing;
  probing.server.on_line = [](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line.starts_with("MODE")) peer.close();
    return line.starts_with("MODE");
  };
  EXPECT_EQ(probing.look({"#a"}).front().verdict, Finding::Verdict::wrong);
}

TEST(Probe, ThePasswordIsNotTold) {
  Probing probing;
  probing.settings.sasl = {"PLAIN", "gb", config::Secret("very-secret")};
  const auto found = probing.look({});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].verdict, Finding::Verdict::wrong) << "the server offers no SASL";
  EXPECT_EQ((found[0].told + found[0].remedy).find("very-secret"), std::string::npos);
}

}  // namespace
}  // namespace gb::irc::test
