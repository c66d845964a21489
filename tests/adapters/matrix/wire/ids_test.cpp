#include "adapters/matrix/wire/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gb::matrix {
namespace {

TEST(MatrixIds, WhatIsAnId) {
  for (const char* good : {"@a:b", "@Old-Style!user:example.org:8448", "@é:b"}) EXPECT_TRUE(is_user_id(good)) << good;
  for (const char* bad : {"", "@", "@a", "a:b", "@a:", "@a:b c", "@a\n:b"}) EXPECT_FALSE(is_user_id(bad)) << bad;
  EXPECT_FALSE(is_user_id("@" + std::string(300, 'a') + ":b"));
  for (const char* good : {"!a:b", "!AbCdEf"}) EXPECT_TRUE(is_room_id(good)) << good;
  for (const char* bad : {"", "!", "#a:b", "a"}) EXPECT_FALSE(is_room_id(bad)) << bad;
  EXPECT_TRUE(is_room_alias("#a:b"));
  EXPECT_FALSE(is_room_alias("#a"));
  EXPECT_TRUE(is_event_id("$abc_-"));
}

TEST(MatrixIds, MediaAddresses) {
  EXPECT_EQ(parse_mxc("mxc://example.org/abc"), (MediaAddress{"example.org", "abc"}));
  for (const char* bad : {"", "mxc://", "mxc://a", "mxc://a/../b", "mxc://a/b/c", "https://a/b", "mxc://a/b?c"})
    EXPECT_EQ(parse_mxc(bad), std::nullopt) << bad;
}

TEST(MatrixIds, GhostsAreReversibleAndNeverShared) {  // F42
  std::set<std::string> seen;
  for (const char* key : {"{momo}", "a=b", "a|b", "x/y", "foo", "é", "a_b", "a b", ""}) {
    const std::string localpart = ghost_localpart("_guild_", "irc.net", key, "example.org");
    EXPECT_TRUE(seen.insert(localpart).second) << key;
    EXPECT_EQ(localpart.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._=-/"), std::string::npos) << localpart;
    EXPECT_EQ(read_ghost_localpart("_guild_", localpart), (GhostOf{"irc.net", key}));
  }
  const std::string longest(400, 'x');
  EXPECT_LE(ghost_localpart("_guild_", "irc.net", longest, "example.org").size() + 13, most_id);
  EXPECT_NE(ghost_localpart("_guild_", "irc.net", longest, "example.org"),
            ghost_localpart("_guild_", "irc.net", longest + "y", "example.org"));
}

TEST(MatrixIds, ATransactionIdIsTheSameForEachTry) {  // F57, F108
  EXPECT_EQ(transaction_id("h", Seq{5}, 0), transaction_id("h", Seq{5}, 0));
  EXPECT_NE(transaction_id("h", Seq{5}, 0), transaction_id("h", Seq{5}, 1));
  EXPECT_NE(transaction_id("h", Seq{5}, 1), transaction_id("h", Seq{51}, 0));
  EXPECT_NE(transaction_id("h", Seq{5}, 0), transaction_id("i", Seq{5}, 0)) << "another database counts anew";
}

}  // namespace
}  // namespace gb::matrix
