// F157: connections that fail and connections that are lost leave nothing behind.
#include <dirent.h>
#include <gtest/gtest.h>

#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

std::size_t open_files() {
  std::size_t count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

config::Irc restless(const std::string& server) {
  config::Irc settings = quick_settings(server);
  settings.reconnect_min = 1ms;
  settings.reconnect_max = 1ms;
  settings.rejoin_delay = 1ms;
  return settings;
}

TEST(Leaks, RefusedConnects) {
  World world;
  world.start(restless("127.0.0.1:1"));
  ASSERT_TRUE(until(
      world.loop, [&] { return world.network->counters().connects > 50; }, 20s));
  const std::size_t before = open_files();
  ASSERT_TRUE(until(
      world.loop, [&] { return world.network->counters().connects > 1000; }, 20s));
  EXPECT_LE(open_files(), before + 2);
}

TEST(Leaks, FailedHandshakes) {
  World world;
  world.irc.on_connect = [](ScriptedIrc::Peer& peer) { peer.send("this is no TLS"); };
  config::Irc settings = restless(world.irc.address());
  settings.tls = true;
  world.start(settings);
  const auto trim = [&] {
    if (world.irc.peers.size() > 10) world.irc.peers.erase(world.irc.peers.begin(), world.irc.peers.end() - 5);
    return world.network->counters().connects;
  };
  ASSERT_TRUE(until(
      world.loop, [&] { return trim() > 20; }, 20s));
  const std::size_t before = open_files();
  ASSERT_TRUE(until(
      world.loop, [&] { return trim() > 150; }, 60s));
  EXPECT_LE(open_files(), before + 25);
}

TEST(Leaks, GoodConnectionsThatAreLost) {
  World world;
  world.irc.on_line = [&](ScriptedIrc::Peer& peer, const std::string& line) {
    if (line.starts_with("MODE")) peer.close();  // Joined by then.
    return false;
  };
  world.start(restless(world.irc.address()));
  const auto trim = [&] {
    if (world.irc.peers.size() > 10) world.irc.peers.erase(world.irc.peers.begin(), world.irc.peers.end() - 5);
    return world.network->counters().registered;
  };
  ASSERT_TRUE(until(
      world.loop, [&] { return trim() > 50; }, 20s));
  const std::size_t before = open_files();
  ASSERT_TRUE(until(
      world.loop, [&] { return trim() > 1000; }, 60s));
  EXPECT_LE(open_files(), before + 25);
}

}  // namespace
}  // namespace gb::irc::test
