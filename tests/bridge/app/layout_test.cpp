#include "bridge/app/layout.hpp"

#include <gtest/gtest.h>

#include "tests/support/memory_ledger.hpp"

namespace gb::app {
namespace {

/// Gives ids in the order it is asked; refuses what it is told to.
class FakeCatalog final : public core::Catalog {
 public:
  result<core::GuildRecord> guild(const std::string& key, std::optional<GuildId> wanted) override {
    if (key == refuse) return Error{Fault::caller, false, "taken"};
    return core::GuildRecord{wanted.value_or(GuildId{++last}), {}};
  }
  result<core::ChannelRecord> channel(GuildId, const std::string& key, std::optional<ChannelId> wanted) override {
    if (key == refuse) return Error{Fault::caller, false, "taken"};
    return core::ChannelRecord{wanted.value_or(ChannelId{++last}), {}, Seq{50}};
  }
  result<core::RoomRecord> room(const std::string& name, ChannelId, bool) override {
    if (name == refuse) return Error{Fault::caller, false, "taken"};
    return core::RoomRecord{RoomId{++last}, Seq{40}};
  }

  std::string refuse;
  std::int64_t last = 0;
};

config::Config one_of_each() {
  config::Config config;
  config::Guild& guild = config.guilds.emplace_back();
  guild.key = "g";
  guild.name = "Guild";
  guild.everyone = false;
  guild.members = {"alice"};
  config::Channel& channel = guild.channels.emplace_back();
  channel.key = "c";
  channel.id = 9;
  channel.name = "Channel";
  channel.rooms.push_back({"irc.a/#x", "irc.a", "#x", config::Direction::both, {}, 5, true, false, true, {}});
  return config;
}

TEST(Layout, EverythingNamedGetsItsPlace) {
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  FakeCatalog catalog;
  auto layout = lay_out(one_of_each(), catalog, ledger);
  ASSERT_TRUE(layout);
  ASSERT_EQ(layout->directory.guilds().size(), 1U);
  const core::Guild& guild = *layout->directory.guilds()[0];
  EXPECT_TRUE(guild.members.contains("alice"));
  ASSERT_EQ(guild.channels.size(), 1U);
  EXPECT_EQ(guild.channels[0]->info().id, ChannelId{9});
  EXPECT_EQ(guild.channels[0]->log().head(), Seq{50});
  ASSERT_EQ(layout->links.size(), 1U);
  EXPECT_EQ(layout->links[0].cursor, Seq{40});
  EXPECT_EQ(layout->links[0].link.channel, guild.channels[0]);
  EXPECT_EQ(layout->links[0].link.channel_key, "g/c");
}

TEST(Layout, ChannelsThatAreThereStayTheSame) {
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  FakeCatalog catalog;
  auto before = lay_out(one_of_each(), catalog, ledger);
  ASSERT_TRUE(before);
  const auto channel = before->directory.guilds()[0]->channels[0];
  config::Config next = one_of_each();
  next.guilds[0].channels[0].name = "Renamed";
  next.guilds[0].channels.emplace_back().key = "new";
  auto after = lay_out(next, catalog, ledger);
  ASSERT_TRUE(after);
  keep_channels(*after, before->directory);
  EXPECT_EQ(after->directory.guilds()[0]->channels[0], channel);
  EXPECT_EQ(after->links[0].link.channel, channel);
  EXPECT_EQ(channel->info().name, "Renamed");
  EXPECT_NE(after->directory.guilds()[0]->channels[1], nullptr);
}

TEST(Layout, AnyRefusalEndsIt) {
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  for (const char* refused : {"g", "c", "irc.a/#x"}) {
    FakeCatalog catalog;
    catalog.refuse = refused;
    EXPECT_FALSE(lay_out(one_of_each(), catalog, ledger)) << refused;
  }
}

}  // namespace
}  // namespace gb::app
