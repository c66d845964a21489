#include "adapters/matrix/entering.hpp"

#include <set>
#include <utility>

#include "adapters/matrix/wire/content.hpp"
#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/names.hpp"
#include "bridge/base/log.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

constexpr int most_upgrades = 10;
const std::string kept_room = "room ";
const std::string kept_encrypted = "told encrypted ";
const std::string kept_entered = "entered ";
const std::string kept_arriving = "arriving ";

Entering::Outcome not_joined(const Answer& answer) {
  return {false, !answer.is_passing(), answer.status == 401, answer.is_unknown(), answer.told, answer.wait};
}

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Of an alias, or of a room's id, where it has one.
std::string server_in(const std::string& id) {
  const std::size_t colon = id.find(':');
  return colon == std::string::npos ? std::string() : id.substr(colon + 1);
}

}  // namespace

Entering::Entering(Api& api, Ghosts& ghosts, Claims& claims, Kept& kept)
    : api_(api), ghosts_(ghosts), claims_(claims), kept_(kept) {}

std::string Entering::last_id(const std::string& place) const {
  const std::string name = kept_room + place;
  if (kept_.has(name)) return kept_.get(name);
  return is_room_id(place) ? place : std::string();
}

void Entering::remember(MatrixRoom& room, std::string id) {
  kept_.put(kept_room + room.link().place, id);
  room.set_id(std::move(id));
}

awaitable<Entering::Outcome> Entering::enter(MatrixRoom& room) {
  const Answer found = co_await find(room);
  if (!found.ok()) co_return not_joined(found);
  Answer joined = claimed(room);
  if (joined.ok()) joined = co_await follow_upgrades(room);
  if (joined.status == 403 || joined.status == 404) forget_id(room);
  if (!joined.ok()) co_return not_joined(joined);
  co_return co_await look_inside(room);
}

// An alias may name another room by now, and a successor that does not let us in another one may have replaced.
void Entering::forget_id(MatrixRoom& room) {
  kept_.forget(kept_room + room.link().place);
  room.set_id(last_id(room.link().place));
}

// Whoever has a room first keeps it.
Answer Entering::claimed(MatrixRoom& room) {
  const std::string holder = claims_.claim(room.id(), room.link().name);
  Answer answer;
  answer.status = holder.empty() ? 200 : 409;
  if (holder.empty()) return answer;
  answer.told = "it is the same room as " + holder;
  room.set_id({});  // Nothing is heard of it.
  return answer;
}

// By the id it had last, else by its alias; made where there is none and the config says so.
awaitable<Answer> Entering::find(MatrixRoom& room) {
  const std::string& place = room.link().place;
  Answer answer;
  answer.status = 200;
  if (room.id().empty()) room.set_id(last_id(place));
  if (!room.id().empty()) co_return answer;
  answer = co_await api_.resolve(place);
  if (answer.status == 404 && room.link().policy.create) {
    const std::string localpart = place.substr(1, place.find(':') - 1);
    answer = co_await api_.create_room(localpart, room.link().channel->info().name);
    if (answer.ok()) log::info("matrix", "{} is created", place);
  }
  if (!answer.ok()) co_return answer;
  if (!is_room_id(answer.text("room_id"))) {
    answer.status = 502;
    answer.told = "the homeserver's answer names no room";
    co_return answer;
  }
  remember(room, answer.text("room_id"));
  co_return answer;
}

// A room that was upgraded, perhaps more than once and while we were away, is the one that replaced it.
awaitable<Answer> Entering::follow_upgrades(MatrixRoom& room) {
  std::vector<std::string> via;
  if (const std::string server = server_in(room.link().place); !server.empty()) via.push_back(server);
  std::set<std::string> visited;
  for (int n = 0; n < most_upgrades; ++n) {
    Answer joined = co_await join(room, via);
    if (!joined.ok()) co_return joined;
    visited.insert(room.id());
    const Answer tombstone = co_await api_.state(room.id(), "m.room.tombstone");
    if (tombstone.is_passing()) co_return tombstone;
    std::string next = tombstone.text("replacement_room");
    if (!tombstone.ok() || !is_room_id(next) || visited.contains(next)) co_return joined;
    log::info("matrix", "{} was upgraded: {} follows {}", room.link().place, next, room.id());
    if (const std::string server = server_in(room.id()); !server.empty()) via.push_back(server);
    remember(room, std::move(next));
    if (const Answer own = claimed(room); !own.ok()) co_return own;
    room.set_successor(true);
    arrived(room);  // What is said in the successor is heard from its beginning.
  }
  Answer endless;
  endless.status = 403;
  endless.told = "the room was upgraded without end";
  co_return endless;
}

// Remembered first: a crash between the join and the homeserver's word of it must not make the past new.
awaitable<Answer> Entering::join(MatrixRoom& room, std::vector<std::string> via) {
  if (!kept_.has(kept_entered + room.id())) {
    const Answer member = co_await api_.state(room.id(), "m.room.member", ghosts_.bot());
    if (member.is_passing()) co_return member;
    if (member.text("membership") == "join" && !kept_.has(kept_arriving + room.id()))
      arrived(room);
    else
      room.set_arriving(true);
    if (room.is_arriving()) kept_.put(kept_arriving + room.id(), "1");
  }
  co_return co_await api_.join(room.id(), {}, via);
}

void Entering::arrived(MatrixRoom& room) {
  room.set_arriving(false);
  kept_.put(kept_entered + room.id(), "1");
  kept_.forget(kept_arriving + room.id());
}

void Entering::left(MatrixRoom& room) {
  kept_.forget(kept_entered + room.id());
  kept_.forget(kept_arriving + room.id());
}

awaitable<Entering::Outcome> Entering::look_inside(MatrixRoom& room) {
  const Answer encryption = co_await api_.state(room.id(), "m.room.encryption");
  if (encryption.is_passing()) co_return not_joined(encryption);
  if (encryption.ok()) {
    co_await tell_encrypted(room);
    co_return Outcome{false, true, false, false, "the room is encrypted and cannot be bridged", {}};
  }
  const Answer members = co_await api_.joined_members(room.id());
  if (!members.ok()) co_return not_joined(members);
  learn_people(room, members);
  co_return Outcome{true, false, false, false, {}, {}};
}

// Once, in clear text: those in the room would wait for answers for ever.
awaitable<void> Entering::tell_encrypted(MatrixRoom& room) {
  const std::string name = kept_encrypted + room.id();
  if (kept_.has(name)) co_return;
  Outgoing notice;
  notice.kind = core::MessageKind::notice;
  notice.body.text = "This room is encrypted, so I cannot read what is said here. Nothing is relayed, neither way.";
  const Answer told = co_await api_.send(room.id(), "encrypted", message_content(notice), {}, wall_now());
  if (told.is_passing()) co_return;
  kept_.put(name, "1");
}

void Entering::learn_people(MatrixRoom& room, const Answer& members) {
  People::ById names;
  People::ById avatars;
  const auto joined = members.body.find("joined");
  if (joined == members.body.end() || !joined->is_object()) return room.people().clear();
  for (const auto& [id, profile] : joined->items()) {
    if (!is_user_id(id)) continue;
    const std::string name = text_of(profile, "display_name");
    if (ghosts_.is_ours(id)) {
      ghosts_.seen(room.id(), id, name);
    } else if (names.size() < People::most) {
      names.emplace(id, display_name(name, id));
      if (std::string avatar = text_of(profile, "avatar_url"); parse_mxc(avatar))
        avatars.emplace(id, std::move(avatar));
    }
  }
  room.people().set(std::move(names), std::move(avatars));
}

}  // namespace gb::matrix
