#include "bridge/gateway/people.hpp"

#include <gtest/gtest.h>

#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

/// The text of who is in `general`, once the loop has nothing to do.
People::Text everybody(House& house) {
  People::Text text;
  house.common.people.of(house.directory.guilds().at(0)->channels.at(0),
                         [&](const People::Text& found) { text = found; });
  house.run();
  return text;
}

TEST(People, TheTextIsMadeAgainOnlyWhenSomethingChanged) {
  House house;
  const auto first = everybody(house);
  EXPECT_EQ(everybody(house), first);
  house.general().presence().join(RoomId{1}, {"irc.net", "nick:carl", "carl"});
  const auto second = everybody(house);
  EXPECT_NE(*second, *first);
  EXPECT_EQ(everybody(house), second);
}

TEST(People, BigChannelsAreNotLookedUpForEveryRequest) {
  House house;
  for (std::size_t n = 0; n < People::big; ++n) {
    const std::string nick = "n" + std::to_string(n);
    house.general().presence().join(RoomId{1}, {"irc.net", "nick:" + nick, nick});
  }
  const auto first = everybody(house);
  for (int n = 0; n < 100; ++n) EXPECT_EQ(everybody(house), first);
  EXPECT_EQ(house.ledger.resolves, 1);
  EXPECT_EQ(nlohmann::json::parse(*first).size(), People::big + 2);
}

TEST(People, NativesAreThereAlsoWhenTheOthersCannotBeLookedUp) {
  House house;
  house.general().presence().join(RoomId{1}, {"irc.net", "nick:carl", "carl"});
  house.ledger.failure = Error{Fault::house, true, "the disk is gone"};
  EXPECT_EQ(nlohmann::json::parse(*everybody(house)).size(), 2u);
}

TEST(Session, IsSmall) {
  // Ten thousand idle connections are the normal case; 1 kB at most is wanted for the half above the engine.
  EXPECT_LE(sizeof(Session), 400u);
}

}  // namespace
}  // namespace gb::gateway::test
