#pragma once

#include <string>
#include <string_view>

#include "bridge/core/channel.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/core/person.hpp"
#include "bridge/gateway/view.hpp"
#include "protocol/guild/types.hpp"

/// From the core's values to those of the guild protocol, as natives see them.
namespace gb::gateway {

guild::User to_guild(const core::User& user, const View& view);
guild::SelfUser to_guild(const core::Account& account, const View& view);
guild::Guild to_guild(const core::Guild& guild, const View& view);
guild::Channel to_guild(const core::ChannelInfo& channel, const View& view);

/// True if the entry is a message that natives are shown in a history.
bool is_visible_message(const core::Entry& entry);

/// Precondition: is_visible_message, or a message that was taken back since (its content is empty then).
guild::Message to_guild(const core::Entry& entry, const core::ChannelInfo& channel, const View& view);

/// The Socket.IO event that carries this entry to those who have its channel active; empty if natives are not shown it.
std::string entry_text(const core::Entry& entry, const core::ChannelInfo& channel, const View& view);

/// The Socket.IO event that says who is typing.
std::string typing_text(const core::User& user, const View& view);

}  // namespace gb::gateway
