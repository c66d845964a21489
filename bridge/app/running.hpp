#pragma once

#include <memory>
#include <string>
#include <variant>

#include "bridge/delivery/courier.hpp"
#include "bridge/delivery/room.hpp"
#include "config/model/config.hpp"

/// What runs, as those see it who look after it.
namespace gb::app {

/// What the config says of one network.
using NetworkSettings = std::variant<config::Irc, config::Matrix, config::Origin>;

struct RunningNetwork {
  std::string name;  ///< "irc.libera", "matrix.home"
  NetworkSettings settings;
  std::unique_ptr<delivery::Adapter> network;
  delivery::CatchUp catch_up;
};

struct RunningLink {
  delivery::Link link;
  delivery::Room* room = nullptr;              ///< Owned by its network.
  std::shared_ptr<delivery::Courier> courier;  ///< None where the room only speaks.
};

}  // namespace gb::app
