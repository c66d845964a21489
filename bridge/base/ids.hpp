#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace gb {

/// A number that names one kind of thing; different kinds do not mix. All are within JavaScript's safe range.
template <class Tag>
struct Id {
  std::int64_t value = 0;

  friend auto operator<=>(Id, Id) = default;  // NOLINT(modernize-use-nullptr): the tool mistakes <=> for a pointer
};

using GuildId = Id<struct GuildTag>;      ///< A guild of ours; assigned once, kept for ever.
using ChannelId = Id<struct ChannelTag>;  ///< A channel of ours; unique across guilds.
using RoomId = Id<struct RoomTag>;        ///< A linked place on another network; private to this installation.
using SessionId = Id<struct SessionTag>;  ///< A native connection; unique within one run of the process only.

/// A person. Natives are below `first_outside_user`, people of other networks at or above it, so that
/// the two can never be confused whatever ids an import brings. People of the origin have the ids that they have there,
/// above all others.
using UserId = Id<struct UserTag>;

inline constexpr UserId first_outside_user{std::int64_t{1} << 40};
inline constexpr UserId first_origin_user{std::int64_t{1} << 52};

/// Ids of the origin below this can be told from ours.
inline constexpr std::int64_t most_origin_id = (std::int64_t{1} << 52) - 1;

/// Who has this id there: from 0 to `most_origin_id`.
constexpr UserId origin_user(std::int64_t id) {
  return UserId{first_origin_user.value + id};
}

/// The bridge itself, as the author of notes.
inline constexpr UserId house_user = first_outside_user;

/// Position in the one sequence of the house; the guild protocol's `Message.id`. 0 stands before the first entry.
using Seq = Id<struct SeqTag>;

constexpr bool is_native(UserId id) {
  return id < first_outside_user;
}

/// Somebody with a client of the guild protocol, ours or the origin's: what he writes is plain text.
constexpr bool speaks_guild_protocol(UserId id) {
  return is_native(id) || id >= first_origin_user;
}

}  // namespace gb

template <class Tag>
struct std::hash<gb::Id<Tag>> {
  std::size_t operator()(gb::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
