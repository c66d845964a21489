#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/event.hpp"

/// Events of Matrix rooms as values (Client-Server API 1.x, "Room Events"). Pure; events come from strangers: what is
/// usable is used, nothing throws (F62).
namespace gb::matrix {

/// Bound of one event as JSON text: 65,536 bytes, and what homeservers add to it.
inline constexpr std::size_t most_event_json = std::size_t{256} * 1024;

/// Bound of the people that one typing event names; more are left out.
inline constexpr std::size_t most_typing = 100;

enum class MediaKind : std::uint8_t { image, audio, video, file, sticker };

/// A file as its sender describes it. Nothing of it can be relied on but the address.
struct Media {
  MediaKind kind = MediaKind::file;
  std::string mxc;                     ///< As `parse_mxc` accepts it.
  std::string name;                    ///< Cleaned (`file_name`), never empty.
  std::string mimetype;                ///< Empty if unknown or odd.
  std::optional<std::int64_t> size;    ///< Bytes.
  std::optional<std::int64_t> width;   ///< Pixels.
  std::optional<std::int64_t> height;  ///< Pixels.

  friend bool operator==(const Media&, const Media&) = default;
};

/// What we wrote into an event of ours: it tells which entry, and which part of it, the event is.
struct Mark {
  std::string house;  ///< Which installation wrote it: numbers of two are not the same.
  Seq seq;
  std::size_t part = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// m.room.message or m.sticker. The fallbacks for clients that know no replies and no edits are gone.
struct Said {
  core::MessageKind kind = core::MessageKind::text;
  core::RichText body;                  ///< With media: the caption, empty if there is none. Else never empty.
  std::optional<std::string> reply_to;  ///< Event id; not set where it is only a thread's fallback.
  std::optional<std::string> thread;    ///< Event id of the thread's root.
  std::optional<std::string> edits;     ///< Event id of the message that this replaces.
  std::optional<Media> media;
  std::optional<Mark> mark;  ///< Anybody can write one: only believe it of our own users.
};

/// m.room.redaction, in the form of every room version.
struct Redacts {
  std::string event_id;
};

enum class Membership : std::uint8_t { invite, join, leave, ban, knock };

/// m.room.member.
struct Member {
  std::string user_id;
  Membership membership = Membership::leave;
  std::string display_name;  ///< Cleaned, never empty: the localpart if there is no name.
  std::string avatar;        ///< mxc, or empty.
};

/// m.room.tombstone. The room may be the same as before or already known: who follows it looks out for loops.
struct Tombstone {
  std::string replacement_room;
};

struct Encryption {};  ///< m.room.encryption: from here on the room is encrypted.
struct Encrypted {};   ///< m.room.encrypted: a message that we cannot read.
struct Reaction {};    ///< m.reaction: known, and not relayed (F92).
struct Unknown {};     ///< Anything else, and whatever lacks what it needs.

using EventContent = std::variant<Unknown, Said, Redacts, Member, Tombstone, Encryption, Encrypted, Reaction>;

struct RoomEvent {
  std::string room_id;
  std::string event_id;
  std::string sender;
  std::string type;
  std::optional<std::string> state_key;
  Time sent;  ///< As the sender's homeserver says; the epoch if it says nothing usable.
  EventContent content;
};

/// One event. `room_id` is for events that do not say it themselves, as in /sync. Without a valid room, event id and
/// sender the content is Unknown, and invalid ids are empty.
RoomEvent parse_event(const nlohmann::json& event, std::string_view room_id = {});

/// The same for untrusted text; Unknown too if it is malformed, too long or too deep.
RoomEvent parse_event_text(std::string_view json, std::string_view room_id = {});

/// m.typing: who types in a room right now.
struct Typing {
  std::string room_id;
  std::vector<std::string> user_ids;  ///< Valid, each once.
};

/// Nothing if it is no typing event or has no valid room. Of the list only valid user ids are taken.
std::optional<Typing> parse_typing(const nlohmann::json& event, std::string_view room_id = {});

}  // namespace gb::matrix
