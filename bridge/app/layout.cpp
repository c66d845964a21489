#include "bridge/app/layout.hpp"

#include <utility>

namespace gb::app {
namespace {

/// Builds one layout; the first error ends it.
class Builder {
 public:
  Builder(core::Catalog& catalog, core::Ledger& ledger) : catalog_(catalog), ledger_(ledger) {}

  result<void> add(const config::Guild& wanted) {
    std::optional<GuildId> wanted_id;
    if (wanted.id) wanted_id = GuildId{*wanted.id};
    const auto record = catalog_.guild(wanted.key, wanted_id);
    if (!record) return record.error();
    core::Guild guild;
    guild.id = record->id;
    guild.name = wanted.name;
    guild.created = record->created;
    guild.everyone = wanted.everyone;
    guild.members = {wanted.members.begin(), wanted.members.end()};
    for (const config::Channel& channel : wanted.channels)
      if (auto added = add(guild, wanted.key, channel); !added) return added.error();
    layout_.directory.add(std::move(guild));
    return {};
  }

  Layout take() { return std::move(layout_); }

 private:
  result<void> add(core::Guild& guild, const std::string& guild_key, const config::Channel& wanted) {
    std::optional<ChannelId> wanted_id;
    if (wanted.id) wanted_id = ChannelId{*wanted.id};
    const auto record = catalog_.channel(guild.id, wanted.key, wanted_id);
    if (!record) return record.error();
    core::ChannelInfo info{record->id, guild.id, wanted.name, wanted.description, record->created};
    auto channel = std::make_shared<core::Channel>(std::move(info), ledger_, record->head);
    guild.channels.push_back(channel);
    for (const config::Room& room : wanted.rooms) {
      const auto place = catalog_.room(room.room, record->id, room.direction != config::Direction::from_room);
      if (!place) return place.error();
      layout_.links.push_back({{place->id, room.room, room.place, room, channel, guild_key + "/" + wanted.key},
                               place->cursor,
                               place->missed});
    }
    return {};
  }

  core::Catalog& catalog_;
  core::Ledger& ledger_;
  Layout layout_;
};

}  // namespace

result<Layout> lay_out(const config::Config& config, core::Catalog& catalog, core::Ledger& ledger) {
  Builder builder(catalog, ledger);
  for (const config::Guild& guild : config.guilds)
    if (auto added = builder.add(guild); !added) return added.error();
  return builder.take();
}

void keep_channels(Layout& next, const core::Directory& now) {
  const auto keep = [&now](std::shared_ptr<core::Channel>& channel) {
    const auto known = now.channel(channel->info().id);
    if (!known || known == channel) return;
    known->describe(channel->info().name, channel->info().description);
    channel = known;
  };
  for (const auto& guild : next.directory.guilds())
    for (auto& channel : guild->channels) keep(channel);
  for (PlacedLink& one : next.links) keep(one.link.channel);
}

}  // namespace gb::app
