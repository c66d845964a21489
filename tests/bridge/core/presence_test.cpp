#include "bridge/core/presence.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

OutsidePerson person(const std::string& name) {
  return {"irc.a", "nick:" + name, name};
}

TEST(Presence, WhoIsInTwoRoomsCountsOnce) {
  Presence presence;
  presence.set(RoomId{1}, {person("bob"), person("eve")});
  presence.join(RoomId{2}, person("bob"));
  EXPECT_EQ(presence.people().size(), 2U);
  presence.leave(RoomId{1}, "nick:bob");
  EXPECT_EQ(presence.people().size(), 2U) << "still in the other one";
  presence.clear(RoomId{1});
  ASSERT_EQ(presence.people().size(), 1U);
  EXPECT_EQ(presence.people()[0].name, "bob");
  presence.leave(RoomId{9}, "nick:nobody");
}

TEST(Presence, ANewNameReplacesTheOld) {
  Presence presence;
  presence.join(RoomId{1}, person("bob"));
  presence.join(RoomId{1}, {"irc.a", "nick:bob", "BOB"});
  ASSERT_EQ(presence.people().size(), 1U);
  EXPECT_EQ(presence.people()[0].name, "BOB");
}

TEST(Presence, BeyondTheBoundPeopleAreOnlyCounted) {
  Presence presence;
  std::vector<OutsidePerson> crowd;
  for (std::size_t n = 0; n < Presence::most_people + 5; ++n) crowd.push_back(person(std::to_string(n)));
  presence.set(RoomId{1}, std::move(crowd));
  EXPECT_EQ(presence.people().size(), Presence::most_people);
  EXPECT_EQ(presence.count(RoomId{1}), Presence::most_people + 5);
}

}  // namespace
}  // namespace gb::core
