#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bridge/gateway/handlers/call.hpp"
#include "protocol/guild/packets.hpp"

/// What each packet does (docs/protocol.md section 4). Every handler answers `call.reply`, or leaves it to a
/// completion.
namespace gb::gateway {

/// Those that the session's user is a member of.
std::vector<guild::Guild> guilds_of(const Session& session);

void list_guilds(Call& call);
void show_guild(Call& call, std::int64_t id);

void show_channel(Call& call, std::int64_t id);
void show_history(Call& call, const guild::History& wanted);

void set_active_channel(Call& call, const guild::SetActiveChannel& wanted);
void unset_active_channel(Call& call);

void post(Call& call, guild::Post post);
void typing(Call& call);
void upload(Call& call, std::string bytes);

}  // namespace gb::gateway
