// What comes to connections of itself: messages, removals and typing of the active channel.
#include "bridge/gateway/feed.hpp"

#include <gtest/gtest.h>

#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

using nlohmann::json;

std::vector<std::string> heard(Client& client) {
  std::vector<std::string> all;
  for (const json& message : client.engine.take("message")) all.push_back(message.at("content"));
  return all;
}

using Words = std::vector<std::string>;

TEST(Feed, BringsOnlyTheActiveChannelFromThatMomentOn) {
  House house;
  const auto alice = house.login(*house.alice);
  house.hear("before");
  house.run();
  alice->says(R"(2["setactivechannel",{"guild":1,"channel":1}])");
  house.hear("during");
  house.run();
  alice->says(R"(2["setactivechannel",{"guild":1,"channel":2}])");
  house.hear("elsewhere");
  house.run();
  alice->says(R"(2["setactivechannel",{"guild":1,"channel":1}])");
  house.hear("again");
  house.run();
  alice->says(R"(2["unsetactivechannel"])");
  house.hear("after");
  house.run();
  EXPECT_EQ(heard(*alice), (Words{"during", "again"}));
  EXPECT_EQ(house.common.counters.active, 0u);
}

TEST(Feed, ANewcomerGetsNothingThatTheOthersStillWaitFor) {
  House house;
  const auto alice = house.login_active(*house.alice);
  alice->engine.readable = false;
  house.hear("old");
  house.run();
  const auto bob = house.login_active(*house.bob);
  house.hear("new");
  house.run();
  alice->engine.readable = true;
  alice->session->writable();
  house.run();
  EXPECT_EQ(heard(*bob), (Words{"new"}));
  EXPECT_EQ(heard(*alice), (Words{"old", "new"}));
}

TEST(Feed, EverybodyAtOnePositionSharesTheBytesOfAWholeBatch) {
  House house;
  std::vector<std::unique_ptr<Client>> clients;
  for (int n = 0; n < 3; ++n) clients.push_back(house.login_active(*house.alice));
  for (int n = 0; n < 5; ++n) house.hear(std::to_string(n));
  house.run();
  ASSERT_EQ(clients.at(0)->engine.broadcasts.size(), 1u);
  for (const auto& client : clients) {
    EXPECT_EQ(client->engine.broadcasts, clients.at(0)->engine.broadcasts);
    EXPECT_EQ(heard(*client), (Words{"0", "1", "2", "3", "4"}));
  }
}

TEST(Feed, AClientThatDoesNotReadIsClosedAtTheBoundAndTheOthersDoNotNotice) {
  config::Gateway config;
  config.max_unread = 20'000;
  House house(config);
  const auto alice = house.login_active(*house.alice);
  const auto bob = house.login_active(*house.bob);
  alice->engine.readable = false;
  for (int n = 0; n < 15; ++n) {
    house.hear(std::string(1000, 'x'));
    house.run();
  }
  EXPECT_EQ(alice->engine.closed, "");
  for (int n = 0; n < 10; ++n) {
    house.hear(std::string(1000, 'x'));
    house.run();
  }
  EXPECT_EQ(alice->engine.closed, "client does not read");
  EXPECT_EQ(house.common.counters.not_reading, 1u);
  EXPECT_EQ(heard(*bob).size(), 25u);
}

TEST(Feed, OneWhoCatchesUpInTimeMissesNothing) {
  config::Gateway config;
  config.max_unread = 20'000;
  House house(config);
  const auto alice = house.login_active(*house.alice);
  for (int round = 0; round < 5; ++round) {
    alice->engine.readable = false;
    for (int n = 0; n < 10; ++n) house.hear(std::string(1000, 'x'));
    house.run();
    alice->engine.readable = true;
    alice->session->writable();
    house.run();
  }
  EXPECT_EQ(heard(*alice).size(), 50u);
  EXPECT_EQ(alice->engine.closed, "");
}

TEST(Feed, ABurstBiggerThanTheBoundReachesThoseWhoRead) {
  config::Gateway config;
  config.max_unread = 20'000;
  House house(config);
  const auto alice = house.login_active(*house.alice);
  for (int n = 0; n < 200; ++n) house.hear(std::to_string(n) + std::string(1000, 'x'));
  house.run();
  EXPECT_EQ(heard(*alice).size(), 200u);
  EXPECT_EQ(alice->engine.closed, "");
}

TEST(Feed, ABurstBeyondTheTailInMemoryIsReadFromTheLedger) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const std::size_t many = core::ChannelLog::tail_entries * 3;
  for (std::size_t n = 0; n < many; ++n) house.hear(std::to_string(n));
  house.run();
  const Words words = heard(*alice);
  ASSERT_EQ(words.size(), many);
  for (std::size_t n = 0; n < many; ++n) EXPECT_EQ(words.at(n), std::to_string(n));
}

TEST(Feed, WhatIsReadFromTheLedgerComesInStepsAsWell) {
  config::Gateway config;
  config.max_unread = 20'000;
  House house(config);
  const auto alice = house.login_active(*house.alice);
  const std::size_t many = core::ChannelLog::tail_entries * 2;
  for (std::size_t n = 0; n < many; ++n) house.hear(std::to_string(n) + std::string(1000, 'x'));
  house.run();
  EXPECT_EQ(alice->engine.closed, "");
  EXPECT_EQ(heard(*alice).size(), many);
}

TEST(Feed, NotesForARoomAreNotShownAndThoseForNativesAre) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.general().note("for the room", RoomId{1}, some_day);
  house.general().note("for natives", std::nullopt, some_day);
  house.run();
  EXPECT_EQ(heard(*alice), (Words{"for natives"}));
}

TEST(Feed, ARemovalBecomesMessageremoved) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.hear("regretted");
  house.run();
  core::Append fact;
  fact.source = core::Source::of(RoomId{1});
  fact.author = house.bob;
  fact.event = core::Removal{Seq{1}};
  house.general().log().append(std::move(fact), [](const auto&) {});
  house.run();
  EXPECT_EQ(alice->engine.take("messageremoved").at(0), json::parse(R"({"id":1,"channel":1})"));
}

TEST(Typing, ReachesTheOthersAndNotTheOneWhoTypes) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const auto her_other = house.login_active(*house.alice);
  const auto bob = house.login_active(*house.bob);
  const auto elsewhere = house.login(*house.bob);
  EXPECT_EQ(alice->asks("typing").at("ok"), true);
  EXPECT_TRUE(alice->engine.take("typing").empty());
  EXPECT_EQ(her_other->engine.take("typing").size(), 1u);
  EXPECT_TRUE(elsewhere->engine.take("typing").empty());
  EXPECT_EQ(bob->engine.take("typing").at(0),
            json::parse(R"({"id":1,"created":"2026-01-31T12:00:00.000Z","handle":"alice","displayName":"The alice"})"));
}

TEST(Typing, IsRelayedOncePerIntervalAndMoreIsDroppedSilently) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const auto bob = house.login_active(*house.bob);
  for (int n = 0; n < 5; ++n) EXPECT_EQ(alice->asks("typing").at("ok"), true);
  EXPECT_EQ(bob->engine.take("typing").size(), 1u);

  const Tick noon = Tick{} + std::chrono::hours(12);
  const auto carl = house.login_active(*house.bob);
  EXPECT_TRUE(carl->session->may_type(noon));
  EXPECT_FALSE(carl->session->may_type(noon + std::chrono::milliseconds(2999)));
  EXPECT_TRUE(carl->session->may_type(noon + std::chrono::milliseconds(3000)));
}

TEST(Typing, OfSomebodyInARoomReachesEverybody) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.general().typing(core::OutsidePerson{"irc.net", "nick:carl", "carl"}, RoomId{1});
  house.run();
  EXPECT_EQ(alice->engine.take("typing").at(0).at("handle"), "carl@irc.net");
}

TEST(Typing, ComesAfterTheMessagesOfItsTurnAndIsNotKeptForThoseWhoDoNotRead) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const auto bob = house.login_active(*house.bob);
  bob->engine.readable = false;
  house.hear("words");
  house.general().typing(house.alice, SessionId{4711});
  house.run();
  ASSERT_EQ(alice->engine.texts.size(), 2u);
  bob->engine.readable = true;
  bob->session->writable();
  house.run();
  EXPECT_EQ(heard(*bob), (Words{"words"}));
  EXPECT_TRUE(bob->engine.take("typing").empty());
}

}  // namespace
}  // namespace gb::gateway::test
