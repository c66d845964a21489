#include "bridge/gateway/view.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

constexpr std::int64_t offset = std::int64_t{1} << 52;
constexpr std::int64_t largest_safe = (std::int64_t{1} << 53) - 1;

core::User called(std::string handle, UserId id) {
  return {id, Time{}, std::move(handle), "Bob"};
}

TEST(View, WithoutAnOriginIdsAreAsTheyAre) {
  const Numbering ids(false);
  EXPECT_FALSE(ids.before_origin());
  EXPECT_EQ(ids.shown(ChannelId{7}), 7);
  EXPECT_EQ(ids.meant<ChannelId>(7), ChannelId{7});
  EXPECT_TRUE(ids.is_ours(0));
  EXPECT_TRUE(ids.is_ours(7));
  for (const UserId id : {UserId{0}, UserId{7}, house_user, UserId{house_user.value + 7}, origin_user(7)}) {
    EXPECT_EQ(ids.shown(id), id.value);
    EXPECT_EQ(ids.meant_user(id.value), id);
  }
}

TEST(View, InFrontOfAnOriginOursIsAboveAllOfIt) {
  const Numbering ids(true);
  EXPECT_TRUE(ids.before_origin());
  EXPECT_EQ(ids.shown(GuildId{1}), offset + 1);
  EXPECT_EQ(ids.shown(ChannelId{7}), offset + 7);
  EXPECT_EQ(ids.shown(Seq{0}), offset);
  EXPECT_EQ(ids.meant<GuildId>(offset + 1), GuildId{1});
  EXPECT_EQ(ids.meant<Seq>(offset), Seq{0});
  EXPECT_EQ(ids.shown(Seq{offset - 1}), largest_safe) << "still within JavaScript's range";
}

TEST(View, TheBorderIsOurs) {
  const Numbering ids(true);
  EXPECT_TRUE(ids.is_ours(offset));
  EXPECT_TRUE(ids.is_ours(largest_safe));
  EXPECT_FALSE(ids.is_ours(offset - 1));
  EXPECT_FALSE(ids.is_ours(0));
  EXPECT_FALSE(ids.is_ours(-1)) << "the guild of direct messages is the origin's";
  EXPECT_FALSE(ids.is_ours(-offset));
}

TEST(View, InFrontOfAnOriginItsPeopleHaveTheIdsTheyHaveThere) {
  const Numbering ids(true);
  EXPECT_EQ(ids.shown(origin_user(0)), 0);
  EXPECT_EQ(ids.shown(origin_user(7)), 7);
  EXPECT_EQ(ids.shown(origin_user(most_origin_id)), most_origin_id);
  EXPECT_EQ(ids.shown(UserId{7}), offset + 7);
  EXPECT_EQ(ids.shown(house_user), offset + (std::int64_t{1} << 40));
  EXPECT_EQ(ids.shown(UserId{house_user.value + 7}), offset + (std::int64_t{1} << 40) + 7);
}

TEST(View, EverybodyIsMeantByTheIdHeIsShownWith) {
  const Numbering ids(true);
  for (const UserId id : {UserId{0}, UserId{1}, UserId{house_user.value - 1}, house_user, UserId{house_user.value + 1},
                          UserId{offset - 1}, origin_user(0), origin_user(1), origin_user(house_user.value),
                          origin_user(most_origin_id)}) {
    const std::int64_t shown = ids.shown(id);
    EXPECT_EQ(ids.meant_user(shown), id);
    EXPECT_GE(shown, 0);
    EXPECT_LE(shown, largest_safe);
    EXPECT_NE(ids.is_ours(shown), id >= first_origin_user);
  }
}

TEST(View, AnOriginUserWithTheNumberOfTheHouseIsNotTheHouse) {
  const Numbering ids(true);
  EXPECT_NE(ids.meant_user(house_user.value), house_user);
  EXPECT_EQ(ids.meant_user(house_user.value), origin_user(house_user.value));
}

TEST(View, InFrontOfAnOriginItsPeopleAreCalledAsThere) {
  const View view{"", Numbering(true)};
  EXPECT_EQ(view.handle(called("bob@origin", origin_user(7))), "bob");
  EXPECT_EQ(view.handle(called("b@b@origin", origin_user(7))), "b@b") << "only the network goes";
  EXPECT_EQ(view.handle(called("bob", origin_user(7))), "bob");
  EXPECT_EQ(view.handle(called("bob@irc.net", UserId{house_user.value + 7})), "bob@irc.net");
  EXPECT_EQ(view.handle(called("alice", UserId{7})), "alice");
  EXPECT_EQ(view.handle(called("guildbridge", house_user)), "guildbridge");
}

TEST(View, WithoutAnOriginInFrontNobodyIsAtHome) {
  const View view{"", Numbering(false)};
  EXPECT_EQ(view.handle(called("bob@origin", origin_user(7))), "bob@origin");
}

}  // namespace
}  // namespace gb::gateway
