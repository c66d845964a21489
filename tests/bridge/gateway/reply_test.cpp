#include "bridge/gateway/reply.hpp"

#include <gtest/gtest.h>

#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

using nlohmann::json;

TEST(Reply, DestroyedUnansweredSaysSo) {
  House house;
  const auto alice = house.login(*house.alice);
  { const Reply owed(alice->session, "post", 7); }
  EXPECT_EQ(alice->engine.take_ack(7), json::parse(R"({"ok":false,"error":"internal error"})"));
  { const Reply owed(alice->session, "post", std::nullopt); }
  EXPECT_EQ(alice->engine.take("rejected").at(0), json::parse(R"({"packet":"post","reason":"internal error"})"));
}

TEST(Reply, IsGivenOnce) {
  House house;
  const auto alice = house.login(*house.alice);
  {
    Reply owed(alice->session, "post", 7);
    owed.ok();
    owed.refuse("too late");
    owed.ok();
  }
  EXPECT_EQ(alice->engine.take_ack(7), json::parse(R"({"ok":true})"));
  EXPECT_TRUE(alice->engine.texts.empty());
}

TEST(Reply, IsOwedByWhoeverItWasMovedTo) {
  House house;
  const auto alice = house.login(*house.alice);
  {
    Reply first(alice->session, "post", 7);
    Reply second(std::move(first));
    second.refuse("no");
  }
  EXPECT_EQ(alice->engine.take_ack(7), json::parse(R"({"ok":false,"error":"no"})"));
}

TEST(Reply, ToNobodyIsNothing) {
  House house;
  auto alice = house.login(*house.alice);
  const auto owed = std::make_unique<Reply>(alice->session, "post", 7);
  alice->leave();
  owed->ok();
  EXPECT_TRUE(alice->engine.texts.empty());
}

}  // namespace
}  // namespace gb::gateway::test
