#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/model/room.hpp"

namespace gb::config {

/// `[guild.KEY.channel.KEY]`
struct Channel {
  std::string key;  ///< Stable: the id hangs on it.
  std::optional<std::int64_t> id;
  std::string name;  ///< Default: the key.
  std::string description;
  std::vector<Room> rooms;

  friend bool operator==(const Channel&, const Channel&) = default;
};

/// `[guild.KEY]`
struct Guild {
  std::string key;  ///< Stable: the id hangs on it.
  std::optional<std::int64_t> id;
  std::string name;                  ///< Default: the key.
  std::string icon;                  ///< A picture on the disk; empty: none.
  bool everyone = true;              ///< `members = "everyone"`.
  std::vector<std::string> members;  ///< Else a list of handles.
  std::vector<Channel> channels;

  friend bool operator==(const Guild&, const Guild&) = default;
};

}  // namespace gb::config
