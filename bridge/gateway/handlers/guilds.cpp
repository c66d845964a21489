#include "bridge/gateway/encode.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {

void list_guilds(Call& call) {
  std::vector<guild::Guild> guilds;
  for (const auto& guild : call.session->common().directory.guilds())
    if (guild->has_member(*call.session->user())) guilds.push_back(to_guild(*guild));
  call.session->send("listguilds", guild::guild_list(guilds));
  call.reply.ok();
}

void show_guild(Call& call, std::int64_t id) {
  const core::Guild* guild = call.session->common().directory.guild_for(*call.session->user(), GuildId{id});
  // Absent and forbidden look the same.
  if (guild == nullptr) return call.reply.refuse("No such guild, or you are not a member of it");
  std::vector<guild::Channel> channels;
  for (const auto& channel : guild->channels) channels.push_back(to_guild(channel->info()));
  call.session->send("guild", guild::guild_answer(to_guild(*guild), channels));
  call.reply.ok();
}

}  // namespace gb::gateway
