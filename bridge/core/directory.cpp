#include "bridge/core/directory.hpp"

#include <algorithm>
#include <utility>

namespace gb::core {

Guild& Directory::add(Guild guild) {
  return *guilds_.emplace_back(std::make_unique<Guild>(std::move(guild)));
}

const Guild* Directory::guild_for(const User& user, GuildId id) const {
  const auto found = std::ranges::find_if(guilds_, [id](const auto& guild) { return guild->id == id; });
  return found != guilds_.end() && (*found)->has_member(user) ? found->get() : nullptr;
}

std::shared_ptr<Channel> Directory::channel(ChannelId id) const {
  for (const auto& guild : guilds_)
    for (const auto& channel : guild->channels)
      if (channel->info().id == id) return channel;
  return nullptr;
}

std::shared_ptr<Channel> Directory::channel_for(const User& user, ChannelId id) const {
  for (const auto& guild : guilds_) {
    const auto found =
        std::ranges::find_if(guild->channels, [id](const auto& channel) { return channel->info().id == id; });
    if (found != guild->channels.end()) return guild->has_member(user) ? *found : nullptr;
  }
  return nullptr;
}

}  // namespace gb::core
