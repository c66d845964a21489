#pragma once

#include <cstddef>
#include <vector>

#include "bridge/base/ids.hpp"

namespace gb::core {

/// How many messages a room has not had and will not get: they grew older than the store keeps them.
struct Missed {
  RoomId room;
  std::size_t messages = 0;

  friend bool operator==(const Missed&, const Missed&) = default;
};

/// What one sweep for old entries took away.
struct Expired {
  std::size_t entries = 0;
  Seq upto;           ///< Nothing up to here is left, in any channel.
  bool more = false;  ///< There is more that is as old.
  std::vector<Missed> missed;
};

}  // namespace gb::core
