#include "adapters/matrix/hearing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/matrix/wire/ids.hpp"
#include "bridge/base/plausible_time.hpp"

namespace gb::matrix {
namespace {

constexpr std::chrono::seconds after_a_kick{60};

}  // namespace

Hearing::Hearing(Ghosts& ghosts, const Rooms& rooms, NetworkCounters& counters, Listeners listeners)
    : ghosts_(ghosts), rooms_(rooms), counters_(counters), listeners_(std::move(listeners)) {}

MatrixRoom* Hearing::find(std::string_view room_id) const {
  const auto found = std::ranges::find_if(rooms_, [&](const auto& room) { return room->id() == room_id; });
  return found == rooms_.end() || room_id.empty() ? nullptr : found->get();
}

void Hearing::take(const RoomEvent& event, const std::shared_ptr<Pending>& pending) {
  MatrixRoom* room = find(event.room_id);
  if (const auto* one = std::get_if<Member>(&event.content)) return member(room, event, *one);
  if (room == nullptr || ghosts_.is_ours(event.sender) || is_old(*room)) return;
  if (const auto* one = std::get_if<Said>(&event.content)) return said(*room, event, *one, pending);
  if (const auto* one = std::get_if<Redacts>(&event.content)) return redacted(*room, event, one->event_id, pending);
  if (const auto* one = std::get_if<Tombstone>(&event.content)) return moved(*room, *one);
  if (std::holds_alternative<Encrypted>(event.content)) return unreadable(*room);
  // Whoever enters the room again finds out, and says so.
  if (std::holds_alternative<Encryption>(event.content)) room->lost("the room is encrypted");
}

// Anybody can send such an event; whether the room is encrypted is looked at now and then.
void Hearing::unreadable(MatrixRoom& room) {
  ++counters_.encrypted;
  if (encrypted_.pass(room.id(), std::chrono::steady_clock::now())) room.lost("the room may be encrypted");
}

// Decided by the order in which events come, not by their clocks (F59).
bool Hearing::is_old(MatrixRoom& room) {
  if (!room.is_arriving()) return false;
  if (!room.is_overdue()) return true;
  listeners_.arrived(room);
  return false;
}

bool Hearing::is_heard(const MatrixRoom& room, const RoomEvent& event) {
  if (room.link().policy.direction == config::Direction::to_room) return false;
  if (!is_ignored(room, event.sender)) return true;
  ++counters_.ignored;
  return false;
}

bool Hearing::is_ignored(const MatrixRoom& room, const std::string& sender) {
  const auto& ignored = room.link().policy.ignore;
  return std::ranges::find(ignored, sender) != ignored.end();
}

void Hearing::said(MatrixRoom& room, const RoomEvent& event, const Said& said,
                   const std::shared_ptr<Pending>& pending) {
  if (!is_heard(room, event)) return;
  core::Incoming incoming;
  incoming.author = room.people().person(event.sender);
  incoming.message.kind = said.kind;
  incoming.message.body = said.body;
  incoming.said = plausible_time(event.sent, wall_now());
  incoming.remote_ids = {event.event_id};
  incoming.answers = said.reply_to.value_or(said.thread.value_or(""));
  incoming.edits = said.edits.value_or("");
  listeners_.spoke(incoming.author, room.people().avatar(event.sender));
  ++counters_.heard;
  std::optional<Intake::Brought> file;
  if (said.media) file = {*said.media, event.room_id, event.event_id};
  room.intake().say(std::move(incoming), std::move(file), pending);
}

void Hearing::redacted(MatrixRoom& room, const RoomEvent& event, const std::string& target,
                       const std::shared_ptr<Pending>& pending) {
  if (!is_heard(room, event)) return;
  const Time when = plausible_time(event.sent, wall_now());
  room.intake().retract({room.people().person(event.sender), target, when, {event.event_id}}, pending);
}

void Hearing::member(MatrixRoom* room, const RoomEvent& event, const Member& member) {
  if (member.user_id == ghosts_.bot()) return bot_moved(room, event, member);
  if (room == nullptr) return;
  const bool there = member.membership == Membership::join;
  if (ghosts_.is_ours(member.user_id)) {
    if (there)
      ghosts_.seen(event.room_id, member.user_id, member.display_name);
    else
      ghosts_.gone(event.room_id, member.user_id);
  } else if (there) {
    room->people().join(member.user_id, member.display_name, member.avatar);
  } else if (member.membership == Membership::leave || member.membership == Membership::ban) {
    room->people().leave(member.user_id);
  }
}

void Hearing::bot_moved(MatrixRoom* room, const RoomEvent& event, const Member& member) {
  if (member.membership == Membership::invite) return listeners_.invited(event.room_id);
  if (room != nullptr && member.membership == Membership::join && room->is_arriving()) listeners_.arrived(*room);
  const bool out = member.membership == Membership::leave || member.membership == Membership::ban;
  if (room == nullptr || !out) return;
  listeners_.left(*room);
  room->lost("thrown out by " + event.sender, after_a_kick);
}

void Hearing::moved(MatrixRoom& room, const Tombstone& tombstone) {
  if (tombstone.replacement_room != room.id()) room.lost("the room was upgraded");
}

void Hearing::recall(const RoomEvent& event) {
  MatrixRoom* room = find(event.room_id);
  const auto* one = std::get_if<Member>(&event.content);
  if (room == nullptr || one == nullptr || one->user_id == ghosts_.bot()) return;
  if (one->membership == Membership::join) member(room, event, *one);
}

void Hearing::take(const Typing& typing) {
  MatrixRoom* room = find(typing.room_id);
  if (room == nullptr) return;
  const auto started = room->started_typing(typing.user_ids);
  if (!room->link().policy.typing || room->link().policy.direction == config::Direction::to_room) return;
  for (const std::string& user : started)
    if (!is_ignored(*room, user)) room->link().channel->typing(room->people().person(user), room->link().room);
}

}  // namespace gb::matrix
