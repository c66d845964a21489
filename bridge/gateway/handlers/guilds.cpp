#include "bridge/gateway/encode.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {

std::vector<guild::Guild> guilds_of(const Session& session) {
  std::vector<guild::Guild> guilds;
  for (const auto& guild : session.common().directory.guilds())
    if (guild->has_member(*session.user())) guilds.push_back(to_guild(*guild, session.common().view));
  return guilds;
}

void list_guilds(Call& call) {
  call.session->send("listguilds", guild::guild_list(guilds_of(*call.session)));
  call.reply.ok();
}

void show_guild(Call& call, std::int64_t id) {
  const View& view = call.session->common().view;
  const core::Guild* guild =
      call.session->common().directory.guild_for(*call.session->user(), view.ids.meant<GuildId>(id));
  // Absent and forbidden look the same.
  if (guild == nullptr) return call.reply.refuse("No such guild, or you are not a member of it");
  std::vector<guild::Channel> channels;
  for (const auto& channel : guild->channels) channels.push_back(to_guild(channel->info(), view));
  call.session->send("guild", guild::guild_answer(to_guild(*guild, view), channels));
  call.reply.ok();
}

}  // namespace gb::gateway
