#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/model/quantity.hpp"

namespace gb::config {

enum class Direction : std::uint8_t {
  both,
  to_room,    ///< In the file "out": the room hears the channel and is not heard.
  from_room,  ///< In the file "in".
};

/// One entry of `rooms`: a place on another network, and how it is linked.
struct Room {
  std::string room;     ///< "irc.libera/#community", "matrix.home/#community:example.org" or "origin/7/31": network, a
                        ///< slash, the network's own name for it.
  std::string network;  ///< What stands before the first slash.
  std::string place;    ///< What stands after it.
  Direction direction = Direction::both;
  Secret key;                       ///< IRC: the channel's key.
  std::uint32_t max_lines = 5;      ///< IRC: lines of one message before the rest is only counted.
  bool typing = true;               ///< Relay typing, both ways.
  bool create = false;              ///< Matrix: make the room if its alias does not exist.
  bool edits = true;                ///< IRC: say what was changed, in a short line. In the file "short" or "off".
  std::vector<std::string> ignore;  ///< Not heard: nicks or nick!user@host masks; on Matrix, user ids; at the origin,
                                    ///< handles or ids.

  friend bool operator==(const Room&, const Room&) = default;
};

}  // namespace gb::config
