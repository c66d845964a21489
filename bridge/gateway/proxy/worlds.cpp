#include "bridge/gateway/proxy/worlds.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/guild/foreign.hpp"
#include "protocol/text/json.hpp"

namespace gb::gateway {
namespace {

using nlohmann::json;

// Null where the packet has none.
const json& id_of(const socketio::Event& event) {
  static const json none;
  if (event.arguments.empty()) return none;
  const json& payload = event.arguments.front();
  if (event.name == "guild" || event.name == "channel") return payload;
  const bool names_channel = event.name == "history" || event.name == "setactivechannel";
  if (!names_channel || !payload.is_object() || !payload.contains("channel")) return none;
  return payload["channel"];
}

bool is_about_active(std::string_view name) {
  return name == "post" || name == "typing" || name == "upload" || name == "unsetactivechannel";
}

bool is_clear(const json& value, const Numbering& ids) {
  const auto id = guild::read_id(value);
  return id && !ids.is_ours(*id);
}

// Of a guild, a channel, a user or a message, and what it says of where it belongs.
bool has_clear_id(const json& thing, const Numbering& ids) {
  if (!thing.is_object()) return true;
  for (const char* key : {"id", "channel", "guild"})
    if (const auto found = thing.find(key); found != thing.end() && !is_clear(*found, ids)) return false;
  const auto author = thing.find("author");
  return author == thing.end() || (author->is_object() ? has_clear_id(*author, ids) : is_clear(*author, ids));
}

}  // namespace

std::variant<World, NoWorld> world_of(const socketio::Event& event, const Numbering& ids, World active) {
  if (is_about_active(event.name)) return active == World::ours ? World::ours : World::origin;
  const json& named = id_of(event);
  if (!named.is_number() && !named.is_string()) return World::origin;
  const auto id = guild::read_id(named);
  if (!id) return NoWorld{"Ids are whole numbers within JavaScript's safe range"};
  return ids.is_ours(*id) ? World::ours : World::origin;
}

AllGuilds with_our_guilds(const socketio::Received& packet, std::string_view ours, const Numbering& ids) {
  constexpr std::string_view end = "]]";
  const json& theirs = socketio::only_argument(packet.packet);
  if (!theirs.is_array()) return {packet.text, false};
  AllGuilds all{packet.text, false};
  json clear = json::array();
  for (const json& guild : theirs)
    if (has_clear_id(guild, ids)) clear.push_back(guild);
  all.left_out = clear.size() < theirs.size();
  if (all.left_out || !all.text.ends_with(end))
    all.text = socketio::encode_event("listguilds", text::write_json(clear));
  if (ours.empty()) return all;
  all.text.resize(all.text.size() - end.size());
  if (!clear.empty()) all.text += ',';
  all.text += ours;
  all.text += end;
  return all;
}

std::optional<std::int64_t> origin_id(const json& user) {
  if (!user.is_object() || !user.contains("id")) return std::nullopt;
  const auto id = guild::read_id(user["id"]);
  return id && *id >= 0 && *id <= most_origin_id ? id : std::nullopt;
}

bool has_clear_ids(std::string_view packet, const json& payload, const Numbering& ids) {
  const auto all_clear = [&](const char* key) {
    const auto list = payload.find(key);
    return list == payload.end() || !list->is_array() ||
           std::ranges::all_of(*list, [&](const json& one) { return has_clear_id(one, ids); });
  };
  if (!payload.is_object()) return true;
  if (packet == "message" || packet == "typing") return has_clear_id(payload, ids);
  if (packet == "guild")
    return (!payload.contains("guild") || has_clear_id(payload["guild"], ids)) && all_clear("channels");
  if (packet == "channel") return all_clear("messages") && all_clear("users");
  return true;
}

}  // namespace gb::gateway
