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
  Seq cursor;  ///< At first contact (or when the room changed its channel): the head, so that nothing old is relayed.
  std::size_t missed = 0;  ///< Messages that went out of the store before the room had them, and was told.
};

/// Keeps the ids of what the config names by key. Blocking: for start-up and reload only.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// The guild with this key, made if new. `wanted` is the id the config asks for; an error if it is taken.
  virtual result<GuildRecord> guild(const std::string& key, std::optional<GuildId> wanted) = 0;
  virtual result<ChannelRecord> channel(GuildId guild, const std::string& key, std::optional<ChannelId> wanted) = 0;
  virtual result<RoomRecord> room(const std::string& name, ChannelId channel) = 0;
};

}  // namespace gb::core
