// How natives see the core's values. Pure: no clock, no socket, no log.
#include "bridge/gateway/encode.hpp"

#include <variant>

#include "bridge/core/native_text.hpp"
#include "protocol/guild/encode.hpp"
#include "protocol/socketio/packet.hpp"

namespace gb::gateway {

guild::User to_guild(const core::User& user) {
  return {user.id.value, user.created, user.handle, user.display_name};
}

guild::SelfUser to_guild(const core::Account& account) {
  return {to_guild(*account.user), account.handle_last_updated, account.email};
}

guild::Guild to_guild(const core::Guild& guild) {
  return {guild.id.value, guild.name, guild.created, {}};
}

guild::Channel to_guild(const core::ChannelInfo& channel) {
  return {channel.id.value, channel.guild.value, channel.name, channel.description, channel.created};
}

bool is_visible_message(const core::Entry& entry) {
  return !entry.removed && core::is_for_natives(entry) && !std::holds_alternative<core::Removal>(entry.event);
}

guild::Message to_guild(const core::Entry& entry, const core::ChannelInfo& channel) {
  const auto* edit = std::get_if<core::Edit>(&entry.event);
  const auto& said = edit != nullptr ? edit->now : std::get<core::Message>(entry.event);
  guild::Message message;
  message.id = entry.seq.value;
  message.channel = channel.id.value;
  message.guild = channel.guild.value;
  if (!entry.removed)
    message.content = edit != nullptr ? core::to_native(*edit, *entry.author) : core::to_native(said, *entry.author);
  message.author = to_guild(*entry.author);
  for (const core::FileRef& file : said.attachments)
    message.attachments.push_back({file.owner.value, file.name, file.width, file.height});
  message.created = entry.created;
  return message;
}

std::string entry_text(const core::Entry& entry, const core::ChannelInfo& channel) {
  if (const auto* removal = std::get_if<core::Removal>(&entry.event))
    return socketio::encode_event("messageremoved", guild::message_removed(removal->target.value, channel.id.value));
  if (!is_visible_message(entry)) return {};
  return socketio::encode_event("message", guild::to_json(to_guild(entry, channel)));
}

std::string typing_text(const core::User& user) {
  return socketio::encode_event("typing", guild::to_json(to_guild(user)));
}

}  // namespace gb::gateway
