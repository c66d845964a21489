// The examples load without a word, and full.toml says the truth about the defaults.
#include <gtest/gtest.h>

#include <cstdlib>

#include "config/load/loader.hpp"

namespace gb::config {
namespace {

Loaded example(const std::string& name) {
  Loaded loaded = load(std::string(GB_EXAMPLES) + "/" + name);
  for (const Problem& problem : loaded.problems) ADD_FAILURE() << to_string(problem);
  return loaded;
}

TEST(ConfigExamples, Minimal) {
  const Config config = example("minimal.toml").config;
  ASSERT_EQ(config.irc.size(), 1U);
  EXPECT_EQ(config.irc[0].name, "libera");
  ASSERT_EQ(config.guilds.size(), 1U);
  EXPECT_EQ(config.guilds[0].channels.at(0).rooms.at(0).place, "#my-channel");
}

// With the variables of the environment that they name.
TEST(ConfigExamples, AlongsideAnExistingServer) {
  setenv("ORIGIN_PASSWORD", "of the bridge", 1);
  setenv("MATRIX_TOKEN", "token", 1);
  const Config client = example("origin-client.toml").config;
  EXPECT_EQ(client.gateway.auth, Auth::accounts);
  EXPECT_TRUE(client.origin.has_account());
  EXPECT_EQ(client.guilds.at(0).channels.at(0).rooms.at(0).network, "origin");
  EXPECT_EQ(client.guilds.at(0).channels.at(0).rooms.at(0).place, "7/31");
  const Config proxy = example("origin-proxy.toml").config;
  EXPECT_EQ(proxy.gateway.auth, Auth::origin);
  EXPECT_FALSE(proxy.origin.has_account());
  const Config both = example("origin-both.toml").config;
  EXPECT_EQ(both.gateway.auth, Auth::origin);
  EXPECT_EQ(both.guilds.at(0).channels.at(0).rooms.size(), 3U);
}

TEST(ConfigExamples, FullHasTheDefaults) {
  const Config config = example("full.toml").config;
  EXPECT_EQ(config.gateway, Gateway{});
  Admin admin;
  admin.socket = std::string(GB_EXAMPLES) + "/guildbridge.sock";
  EXPECT_EQ(config.admin, admin);
  EXPECT_EQ(config.log, Log{});
  EXPECT_EQ(config.store.path, std::string(GB_EXAMPLES) + "/guildbridge.db");

  Irc libera;
  libera.name = "libera";
  libera.server = "irc.libera.chat:6697";
  ASSERT_EQ(config.irc.size(), 1U);
  EXPECT_EQ(config.irc[0], libera);

  Matrix home;
  home.name = "home";
  home.homeserver = "https://matrix.example.org";
  home.user = "@guildbridge:example.org";
  home.access_token = Secret("example");
  Matrix big;
  big.name = "big";
  big.appservice = true;
  big.homeserver = "http://127.0.0.1:8008";
  big.server_name = "example.net";
  big.listen = "127.0.0.1:9000";
  big.push_url = "http://127.0.0.1:9000";
  big.as_token = Secret("example-1");
  big.hs_token = Secret("example-2");
  ASSERT_EQ(config.matrix.size(), 2U);
  EXPECT_EQ(config.matrix[0], home);
  EXPECT_EQ(config.matrix[1], big);

  Origin origin;
  origin.url = "https://chat.example.org";
  origin.user = 42;
  origin.password = Secret("example");
  EXPECT_EQ(config.origin, origin);

  ASSERT_EQ(config.guilds.size(), 1U);
  const Guild& guild = config.guilds[0];
  EXPECT_TRUE(guild.everyone);
  EXPECT_EQ(guild.id, std::nullopt);
  ASSERT_EQ(guild.channels.size(), 1U);
  Room room;
  room.room = "irc.libera/#community";
  room.network = "irc.libera";
  room.place = "#community";
  ASSERT_EQ(guild.channels[0].rooms.size(), 4U);
  EXPECT_EQ(guild.channels[0].rooms[0], room);
  room.room = "irc.libera/#community-dev";
  room.place = "#community-dev";
  EXPECT_EQ(guild.channels[0].rooms[1], room) << "the long form with all defaults";
}

}  // namespace
}  // namespace gb::config
