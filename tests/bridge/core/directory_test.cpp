#include "bridge/core/directory.hpp"

#include <gtest/gtest.h>

#include "tests/support/memory_ledger.hpp"

namespace gb::core {
namespace {

TEST(Directory, OneSeesOnlyWhereOneIsAMember) {
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  Directory directory;
  Guild open_guild{GuildId{1}, "Open", {}, true, {}, {}};
  open_guild.channels.push_back(
      std::make_shared<Channel>(ChannelInfo{ChannelId{1}, GuildId{1}, "a", "", {}}, ledger, Seq{}));
  directory.add(std::move(open_guild));
  Guild closed{GuildId{2}, "Closed", {}, false, {"alice"}, {}};
  closed.channels.push_back(
      std::make_shared<Channel>(ChannelInfo{ChannelId{2}, GuildId{2}, "b", "", {}}, ledger, Seq{}));
  directory.add(std::move(closed));

  const User alice{UserId{1}, {}, "alice", "Alice"};
  const User bob{UserId{2}, {}, "bob", "Bob"};
  EXPECT_NE(directory.guild_for(alice, GuildId{2}), nullptr);
  EXPECT_EQ(directory.guild_for(bob, GuildId{2}), nullptr);
  EXPECT_NE(directory.guild_for(bob, GuildId{1}), nullptr);
  EXPECT_EQ(directory.guild_for(alice, GuildId{3}), nullptr);
  EXPECT_NE(directory.channel_for(alice, ChannelId{2}), nullptr);
  EXPECT_EQ(directory.channel_for(bob, ChannelId{2}), nullptr);
  EXPECT_EQ(directory.channel_for(alice, ChannelId{3}), nullptr);
}

}  // namespace
}  // namespace gb::core
