#include "adapters/irc/roster.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

struct RosterTest : testing::Test {
  std::vector<std::string> keys(core::Presence& presence) const {
    std::vector<std::string> out;
    for (const core::OutsidePerson& person : presence.people()) out.push_back(person.key);
    return out;
  }

  Isupport isupport;
  core::Presence gen;
  core::Presence dev;
  Roster roster{"irc.net", {{RoomId{1}, &gen}, {RoomId{2}, &dev}}, isupport};
};

using Keys = std::vector<std::string>;

TEST_F(RosterTest, NamesAreShownInOneGo) {
  roster.collect(0, "bob");
  roster.collect(0, "Carol");
  EXPECT_TRUE(gen.people().empty());
  roster.collected(0);
  EXPECT_EQ(keys(gen), (Keys{"nick:bob", "nick:carol"}));
  EXPECT_EQ(gen.people()[1].name, "Carol");
  EXPECT_EQ(gen.people()[1].network, "irc.net");
}

TEST_F(RosterTest, ComingAndGoing) {
  roster.join(0, "bob");
  roster.join(1, "bob");
  roster.join(0, "carol");
  roster.leave(0, "BOB");
  EXPECT_EQ(keys(gen), Keys{"nick:carol"});
  EXPECT_EQ(keys(dev), Keys{"nick:bob"});
  roster.quit("bob");
  EXPECT_TRUE(dev.people().empty());
  EXPECT_EQ(roster.size(), 1U);
  roster.quit("nobody");
  roster.leave(0, "nobody");
}

TEST_F(RosterTest, ANickChangeIsSeenWhereverSheIs) {
  roster.join(0, "bob");
  roster.join(1, "bob");
  roster.rename("bob", "robert");
  EXPECT_EQ(keys(gen), Keys{"nick:robert"});
  EXPECT_EQ(keys(dev), Keys{"nick:robert"});
  roster.rename("robert", "Robert");
  EXPECT_EQ(gen.people().at(0).name, "Robert");
  roster.rename("stranger", "other");
  EXPECT_EQ(roster.size(), 1U);
}

TEST_F(RosterTest, AnAccountIsWhoSomebodyIs) {  // F167
  roster.join(0, "bob");
  roster.set_account("bob", "robert");
  EXPECT_EQ(keys(gen), Keys{"account:robert"});
  roster.rename("bob", "away");
  EXPECT_EQ(roster.person("away").key, "account:robert");
  EXPECT_EQ(roster.person("away").name, "away");
  roster.set_account("away", "*");
  EXPECT_EQ(keys(gen), Keys{"nick:away"});
}

TEST_F(RosterTest, SpellingRulesOfTheServer) {
  roster.join(0, "[MOMO]");
  EXPECT_EQ(roster.person("{momo}").key, "nick:{momo}");
  roster.leave(0, "{momo}");
  EXPECT_TRUE(gen.people().empty());
}

TEST_F(RosterTest, LeavingAChannelForgetsItsPeople) {
  roster.join(0, "bob");
  roster.join(1, "bob");
  roster.join(0, "carol");
  roster.clear(0);
  EXPECT_TRUE(gen.people().empty());
  EXPECT_EQ(keys(dev), Keys{"nick:bob"});
  EXPECT_EQ(roster.size(), 1U);
}

TEST_F(RosterTest, StrangersAreKnownByNick) {
  EXPECT_EQ(roster.person("Dave").key, "nick:dave");
  EXPECT_EQ(roster.person("D\xffve").name, "Dve");
}

}  // namespace
}  // namespace gb::irc
