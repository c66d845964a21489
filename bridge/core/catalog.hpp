#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"

namespace gb::core {

struct GuildRecord {
  GuildId id;
  Time created;
};

struct ChannelRecord {
  ChannelId id;
  Time created;
  Seq head;  ///< Its newest entry, also where that is no longer kept.
};

struct RoomRecord {
  RoomId id;
  Seq cursor;  ///< The head, so that nothing old is relayed, at first contact, when the room changed its channel, and
               ///< when nothing was carried to it before.
  std::size_t missed = 0;  ///< Messages that went out of the store before the room had them, and was told.
};

/// Keeps the ids of what the config names by key. Blocking: for start-up and reload only.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// The guild with this key, made if new. `wanted` is the id the config asks for; an error if it is taken.
  virtual result<GuildRecord> guild(const std::string& key, std::optional<GuildId> wanted) = 0;
  virtual result<ChannelRecord> channel(GuildId guild, const std::string& key, std::optional<ChannelId> wanted) = 0;

  /// `carried`: what is said in the channel goes to the room.
  virtual result<RoomRecord> room(const std::string& name, ChannelId channel, bool carried) = 0;
};

}  // namespace gb::core
