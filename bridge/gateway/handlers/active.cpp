#include "bridge/gateway/handlers/handlers.hpp"
#include "bridge/gateway/handlers/reasons.hpp"

namespace gb::gateway {

void set_active_channel(Call& call, const guild::SetActiveChannel& wanted) {
  const Common& common = call.session->common();
  const auto channel =
      common.directory.channel_for(*call.session->user(), common.view.ids.meant<ChannelId>(wanted.channel));
  if (!channel || channel->info().guild != common.view.ids.meant<GuildId>(wanted.guild))
    return call.reply.refuse(no_such_channel);
  call.session->set_active(channel);
  call.reply.ok();
}

void unset_active_channel(Call& call) {
  call.session->clear_active();
  call.reply.ok();
}

}  // namespace gb::gateway
