#include "adapters/matrix/wire/event.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/names.hpp"
#include "adapters/matrix/wire/said.hpp"
#include "protocol/text/json.hpp"

namespace gb::matrix {
namespace {

using nlohmann::json;
using Check = bool (*)(std::string_view);

constexpr std::int64_t latest = 253'402'300'800'000;  // The year 10000: what is later is no time.

// The string of a key if it passes; else empty.
std::string checked(const json* object, const char* key, Check check) {
  auto value = string_of(member_of(object, key));
  return value && check(*value) ? std::move(*value) : std::string();
}

std::string room_of(const json& event, std::string_view known) {
  if (!known.empty()) return is_room_id(known) ? std::string(known) : std::string();
  return checked(&event, "room_id", is_room_id);
}

EventContent read_message(const RoomEvent& event, const json& content) {
  if (auto said = read_said(event.type, content)) return std::move(*said);
  return Unknown{};
}

// Up to room version 10 the key stands beside the content, and there homeservers keep it for old clients, too.
EventContent read_redaction(const json& whole, const json& content) {
  for (const json* place : {&whole, &content})
    if (std::string id = checked(place, "redacts", is_event_id); !id.empty()) return Redacts{std::move(id)};
  return Unknown{};
}

EventContent read_member(const RoomEvent& event, const json& content) {
  constexpr std::array<std::pair<std::string_view, Membership>, 5> words = {{{"invite", Membership::invite},
                                                                             {"join", Membership::join},
                                                                             {"leave", Membership::leave},
                                                                             {"ban", Membership::ban},
                                                                             {"knock", Membership::knock}}};
  const std::string word = string_of(member_of(&content, "membership")).value_or("");
  const auto* found = std::ranges::find(words, word, &std::pair<std::string_view, Membership>::first);
  if (found == words.end() || !is_user_id(*event.state_key)) return Unknown{};
  const std::string name = string_of(member_of(&content, "displayname")).value_or("");
  return Member{*event.state_key, found->second, display_name(name, *event.state_key),
                checked(&content, "avatar_url", [](std::string_view mxc) { return parse_mxc(mxc).has_value(); })};
}

EventContent read_state(const RoomEvent& event, const json& content) {
  if (event.type == "m.room.member") return read_member(event, content);
  if (!event.state_key->empty()) return Unknown{};
  if (event.type == "m.room.encryption" && member_of(&content, "algorithm") != nullptr) return Encryption{};
  if (event.type == "m.room.tombstone")
    if (std::string room = checked(&content, "replacement_room", is_room_id); !room.empty())
      return Tombstone{std::move(room)};
  return Unknown{};
}

EventContent read_content(const RoomEvent& event, const json& whole) {
  const json* content = member_of(&whole, "content");
  const json empty = json::object();
  if (content == nullptr || !content->is_object()) content = &empty;
  if (event.state_key) return read_state(event, *content);
  if (event.type == "m.room.message" || event.type == "m.sticker") return read_message(event, *content);
  if (event.type == "m.room.redaction") return read_redaction(whole, *content);
  if (event.type == "m.room.encrypted") return Encrypted{};
  if (event.type == "m.reaction") return Reaction{};
  return Unknown{};
}

}  // namespace

RoomEvent parse_event(const json& whole, std::string_view room_id) {
  RoomEvent event;
  event.room_id = room_of(whole, room_id);
  event.event_id = checked(&whole, "event_id", is_event_id);
  event.sender = checked(&whole, "sender", is_user_id);
  event.type = string_of(member_of(&whole, "type")).value_or("");
  event.state_key = string_of(member_of(&whole, "state_key"));
  const auto sent = count_of(member_of(&whole, "origin_server_ts"));
  if (sent && *sent < latest) event.sent = Time(std::chrono::milliseconds(*sent));
  if (!event.room_id.empty() && !event.event_id.empty() && !event.sender.empty())
    event.content = read_content(event, whole);
  return event;
}

RoomEvent parse_event_text(std::string_view text, std::string_view room_id) {
  if (text.size() > most_event_json) return {};
  return parse_event(text::parse_json(text), room_id);
}

std::optional<Typing> parse_typing(const json& event, std::string_view room_id) {
  if (string_of(member_of(&event, "type")) != "m.typing") return std::nullopt;
  Typing typing;
  typing.room_id = room_of(event, room_id);
  if (typing.room_id.empty()) return std::nullopt;
  const json* ids = member_of(member_of(&event, "content"), "user_ids");
  if (ids == nullptr || !ids->is_array()) return typing;
  for (const json& value : *ids) {
    if (typing.user_ids.size() >= most_typing) break;
    auto id = string_of(&value);
    if (id && is_user_id(*id) && std::ranges::find(typing.user_ids, *id) == typing.user_ids.end())
      typing.user_ids.push_back(std::move(*id));
  }
  return typing;
}

}  // namespace gb::matrix
