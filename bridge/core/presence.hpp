#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// Who is in the rooms of a channel right now, as each room reports it. Not stored; a room that is down has nobody.
class Presence {
 public:
  /// Bound per room; more are counted but not kept.
  static constexpr std::size_t most_people = 20'000;

  /// Replaces everyone known of this room.
  void set(RoomId room, std::vector<OutsidePerson> people);
  void join(RoomId room, OutsidePerson person);
  void leave(RoomId room, const std::string& key);
  void clear(RoomId room);

  /// Everyone, each once, in order of network and key.
  std::vector<OutsidePerson> people() const;

  /// How many a room has, also beyond the bound.
  std::size_t count(RoomId room) const;

 private:
  struct RoomPeople {
    std::unordered_map<std::string, OutsidePerson> by_key;
    std::size_t beyond = 0;
  };

  std::unordered_map<RoomId, RoomPeople> rooms_;
};

}  // namespace gb::core
