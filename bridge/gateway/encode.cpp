// How natives see the core's values. Pure: no clock, no socket, no log.
#include "bridge/gateway/encode.hpp"

#include <variant>
#include <vector>

#include "bridge/core/file_line.hpp"
#include "bridge/core/native_text.hpp"
#include "protocol/guild/encode.hpp"
#include "protocol/socketio/packet.hpp"

namespace gb::gateway {
namespace {

guild::File to_guild(const core::FileRef& file, const View& view) {
  return {view.ids.shown(file.owner), file.name, file.width, file.height};
}

// Pictures are shown; anything else is a line of the text.
void put_files(const std::vector<core::FileRef>& files, const View& view, guild::Message& message) {
  for (const core::FileRef& file : files) {
    if (file.facts.is_picture()) {
      message.attachments.push_back(to_guild(file, view));
      continue;
    }
    if (!message.content.empty()) message.content += '\n';
    message.content += core::file_line(view.public_url, file);
  }
}

}  // namespace

guild::User to_guild(const core::User& user, const View& view) {
  return {view.ids.shown(user.id), user.created, std::string(view.handle(user)), user.display_name};
}

guild::SelfUser to_guild(const core::Account& account, const View& view) {
  return {to_guild(*account.user, view), account.handle_last_updated, account.email};
}

guild::Guild to_guild(const core::Guild& guild, const View& view) {
  guild::Guild out{view.ids.shown(guild.id), guild.name, guild.created, {}};
  if (guild.icon) out.icon = to_guild(*guild.icon, view);
  return out;
}

guild::Channel to_guild(const core::ChannelInfo& channel, const View& view) {
  return {view.ids.shown(channel.id), view.ids.shown(channel.guild), channel.name, channel.description,
          channel.created};
}

bool is_visible_message(const core::Entry& entry) {
  return !entry.removed && core::is_for_natives(entry) && !std::holds_alternative<core::Removal>(entry.event);
}

guild::Message to_guild(const core::Entry& entry, const core::ChannelInfo& channel, const View& view) {
  const auto* edit = std::get_if<core::Edit>(&entry.event);
  const auto& said = edit != nullptr ? edit->now : std::get<core::Message>(entry.event);
  guild::Message message;
  message.id = view.ids.shown(entry.seq);
  message.channel = view.ids.shown(channel.id);
  message.guild = view.ids.shown(channel.guild);
  if (!entry.removed)
    message.content = edit != nullptr ? core::to_native(*edit, *entry.author) : core::to_native(said, *entry.author);
  message.author = to_guild(*entry.author, view);
  message.created = entry.created;
  // Whoever sees an edit has the pictures already.
  if (!entry.removed && edit == nullptr) put_files(said.attachments, view, message);
  return message;
}

std::string entry_text(const core::Entry& entry, const core::ChannelInfo& channel, const View& view) {
  if (const auto* removal = std::get_if<core::Removal>(&entry.event))
    return socketio::encode_event("messageremoved",
                                  guild::message_removed(view.ids.shown(removal->target), view.ids.shown(channel.id)));
  if (!is_visible_message(entry)) return {};
  return socketio::encode_event("message", guild::to_json(to_guild(entry, channel, view)));
}

std::string typing_text(const core::User& user, const View& view) {
  return socketio::encode_event("typing", guild::to_json(to_guild(user, view)));
}

}  // namespace gb::gateway
