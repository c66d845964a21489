#include "protocol/engineio/heartbeat.hpp"

#include <gtest/gtest.h>

namespace gb::engineio {
namespace {

using Beat = Heartbeat::Beat;
using std::chrono::milliseconds;

const Heartbeat::Tick start = Heartbeat::Tick{} + std::chrono::hours(1);

Settings settings() {
  Settings quick;
  quick.ping_interval = milliseconds(300);
  quick.ping_timeout = milliseconds(200);
  return quick;
}

TEST(EngineIoHeartbeat, Version4TheServerPings) {
  const Settings quick = settings();
  Heartbeat server(Version::v4, Role::server, quick, start);
  EXPECT_EQ(server.tick(quick, start + milliseconds(299)), Beat::nothing);
  EXPECT_EQ(server.tick(quick, start + milliseconds(300)), Beat::send_ping);
  EXPECT_TRUE(server.pong(quick, start + milliseconds(310)));
  EXPECT_EQ(server.tick(quick, server.deadline()), Beat::send_ping);
  EXPECT_EQ(server.tick(quick, server.deadline()), Beat::dead) << "no pong came";
  EXPECT_FALSE(server.ping(quick, start)) << "a client of version 4 does not ping";
}

TEST(EngineIoHeartbeat, Version3TheClientPings) {
  const Settings quick = settings();
  Heartbeat server(Version::v3, Role::server, quick, start);
  EXPECT_TRUE(server.ping(quick, start + milliseconds(300)));
  EXPECT_FALSE(server.pong(quick, start));
  EXPECT_EQ(server.tick(quick, start + milliseconds(700)), Beat::nothing);
  EXPECT_EQ(server.tick(quick, start + milliseconds(801)), Beat::dead);
}

TEST(EngineIoHeartbeat, AClientOfVersion4WaitsForPings) {
  const Settings quick = settings();
  Heartbeat client(Version::v4, Role::client, quick, start);
  EXPECT_TRUE(client.ping(quick, start + milliseconds(300)));
  EXPECT_EQ(client.tick(quick, start + milliseconds(799)), Beat::nothing);
  EXPECT_EQ(client.tick(quick, start + milliseconds(801)), Beat::dead);
}

}  // namespace
}  // namespace gb::engineio
