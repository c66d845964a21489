#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/gateway/view.hpp"
#include "protocol/socketio/client.hpp"
#include "protocol/socketio/connection.hpp"

/// In front of an origin there are two worlds: its guilds, and ours. Pure.
namespace gb::gateway {

enum class World : std::uint8_t { none, ours, origin };

/// Why a packet is for neither.
struct NoWorld {
  std::string reason;
};

/// Which side a client's packet is for; those that are for both (`listguilds`) count as the origin's. `active`: where
/// the client's active channel is.
std::variant<World, NoWorld> world_of(const socketio::Event& event, const Numbering& ids, World active);

/// The origin's `listguilds` with ours added, which are JSON values with commas between. What the origin says stays as
/// it is, byte for byte, but for guilds whose ids cannot be told from ours: they are left out.
struct AllGuilds {
  std::string text;  ///< The packet.
  bool left_out = false;
};
AllGuilds with_our_guilds(const socketio::Received& packet, std::string_view ours, const Numbering& ids);

/// The id of a user, if it can be told from ours.
std::optional<std::int64_t> origin_id(const nlohmann::json& user);

/// False if an id in a packet of the origin could be taken for one of ours. `packet`: its name.
bool has_clear_ids(std::string_view packet, const nlohmann::json& payload, const Numbering& ids);

}  // namespace gb::gateway
