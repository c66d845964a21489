#include "bridge/app/changes.hpp"

#include <gmock/gmock.h>

namespace gb::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::Config some_config() {
  config::Config config;
  config.irc.emplace_back().name = "a";
  config.irc.back().nick = "gb";
  config::Guild& guild = config.guilds.emplace_back();
  guild.key = "g";
  config::Channel& channel = guild.channels.emplace_back();
  channel.key = "c";
  channel.rooms.emplace_back().room = "irc.a/#x";
  return config;
}

TEST(Changes, NothingHasChanged) {
  const Changes changes = changes_between(some_config(), some_config());
  EXPECT_THAT(changes.now, IsEmpty());
  EXPECT_THAT(changes.later, IsEmpty());
}

TEST(Changes, ThingsComeGoAndChange) {
  config::Config next = some_config();
  next.irc.back().nick = "other";
  next.irc.emplace_back().name = "b";
  config::Channel& channel = next.guilds.back().channels.back();
  channel.description = "About";
  channel.rooms.back().max_lines = 3;
  channel.rooms.emplace_back().room = "irc.b/#y";
  EXPECT_THAT(changes_between(some_config(), next).now,
              ElementsAre("irc.a: changed", "irc.b: added", "channel g/c: changed",
                          "link of g/c with irc.a/#x: changed", "link of g/c with irc.b/#y: added"));
  EXPECT_THAT(changes_between(next, some_config()).now,
              ElementsAre("irc.b: removed", "irc.a: changed", "channel g/c: changed",
                          "link of g/c with irc.b/#y: removed", "link of g/c with irc.a/#x: changed"));
}

TEST(Changes, AGuildIsNotItsChannels) {
  config::Config next = some_config();
  next.guilds.back().channels.emplace_back().key = "d";
  EXPECT_THAT(changes_between(some_config(), next).now, ElementsAre("channel g/d: added"));
  next = some_config();
  next.guilds.back().members = {"alice"};
  EXPECT_THAT(changes_between(some_config(), next).now, ElementsAre("guild g: changed"));
}

TEST(Changes, WhatWaitsForTheNextStart) {
  config::Config next = some_config();
  next.gateway.listen = "127.0.0.1:1";
  next.store.path = "other.db";
  const Changes changes = changes_between(some_config(), next);
  EXPECT_THAT(changes.now, IsEmpty());
  EXPECT_THAT(changes.later, ElementsAre("[gateway]", "[store]"));
}

}  // namespace
}  // namespace gb::app
