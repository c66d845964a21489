#pragma once

#include <memory>
#include <optional>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/event.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// Who caused an entry or a signal.
struct Source {
  enum class Kind : std::uint8_t { session, room, house };

  Kind kind = Kind::house;
  RoomId room;        ///< kind room: the room it was said in; its courier passes the entry over.
  SessionId session;  ///< kind session, signals only: the connection that caused it (not stored).

  static Source of(RoomId id) { return {Kind::room, id, {}}; }
  static Source of(SessionId id) { return {Kind::session, {}, id}; }
  bool is_room(RoomId id) const { return kind == Kind::room && room == id; }
};

/// Who a note is for; any other entry is for all readers of its channel.
struct NoteTarget {
  std::optional<RoomId> room;  ///< Empty: the channel's natives, and no room at all.
};

/// An event in a channel's log. Immutable and shared between all readers.
struct Entry {
  Seq seq;
  ChannelId channel;
  Source source;
  UserPtr author;
  Time created;
  Event event;
  std::optional<NoteTarget> note;
  bool removed = false;  ///< Taken back since: its text is gone, nobody is shown it any more.
  Tick heard{};          ///< When it came to us, for measuring only; none where it was read from the ledger.
};

using EntryPtr = std::shared_ptr<const Entry>;

/// True if natives see this entry.
inline bool is_for_natives(const Entry& entry) {
  return !entry.note || !entry.note->room;
}

/// True if the courier of `room` has to carry this entry.
inline bool is_for_room(const Entry& entry, RoomId room) {
  if (entry.removed) return false;
  if (entry.note) return entry.note->room == room;
  return !entry.source.is_room(room);
}

}  // namespace gb::core
