#pragma once

#include <memory>
#include <string>

#include "bridge/base/ids.hpp"
#include "bridge/core/channel.hpp"
#include "config/model/room.hpp"

namespace gb::delivery {

/// One channel paired with one room.
struct Link {
  RoomId room;
  std::string name;     ///< The whole name: "irc.libera/#community".
  std::string place;    ///< What the network calls it: "#community".
  config::Room policy;  ///< Direction, limits, who is ignored.
  std::shared_ptr<core::Channel> channel;
  std::string channel_key;  ///< "guild/channel", by the keys of the config: for people who look after it.
};

}  // namespace gb::delivery
