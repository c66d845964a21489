#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/time.hpp"

namespace gb::gateway {

/// What the gateway has counted since it was started, and what it holds now.
struct GatewayStatus {
  std::uint64_t connections = 0;    ///< Now, logged in or not.
  std::uint64_t logged_in = 0;      ///< Now.
  std::uint64_t active = 0;         ///< Now: with an active channel.
  std::uint64_t logins = 0;         ///< Successful ones.
  std::uint64_t logins_failed = 0;  ///< Wrong credentials, malformed tokens and throttled attempts.
  std::uint64_t packets = 0;        ///< Taken from clients.
  std::uint64_t rejected = 0;       ///< Of those, refused with a reason.
  std::uint64_t posts = 0;          ///< Made durable.
  std::uint64_t uploads = 0;        ///< Kept.
  std::uint64_t delivered = 0;      ///< Packets of active channels handed to connections.
  std::uint64_t not_reading = 0;    ///< Connections closed because the client did not read.
};

/// The database, in words.
struct StoreStatus {
  std::string state = "fine";  ///< "failing": nothing can be written, new posts are refused.
  std::string reason;          ///< Empty where all is well.
  Time since;
  std::uint64_t refused = 0;  ///< Writes that failed, since the start.
  std::uint64_t waiting = 0;  ///< Now: what was heard, cannot be asked for again, and waits for the disk.
};

/// A foreign network, in words.
struct NetworkStatus {
  std::string name;    ///< As the config names it: "irc.libera".
  std::string state;   ///< "down", "connecting", "joined", "failed".
  std::string reason;  ///< Empty where all is well.
  Time since;
  std::vector<std::pair<std::string, std::uint64_t>> counters;
};

/// One channel paired with one room.
struct LinkStatus {
  std::string room;     ///< "irc.libera/#community"
  std::string channel;  ///< "community/general"
  std::string state;
  std::string reason;
  Time since;
  std::uint64_t people = 0;  ///< In the room.
  std::int64_t cursor = 0;   ///< The last entry the room is done with.
  std::int64_t head = 0;     ///< The newest entry of the channel; more than the cursor means a backlog.
  std::vector<std::pair<std::string, std::uint64_t>> counters;  ///< Delivered, refused, retried and so on.
};

struct Status {
  std::string version;
  Time started;
  StoreStatus store;
  GatewayStatus gateway;
  std::vector<NetworkStatus> networks;
  std::vector<LinkStatus> links;
};

/// Whoever knows the state of the whole house: the app. Called on the event loop; must not block.
class StatusSource {
 public:
  virtual ~StatusSource() = default;
  virtual Status status() const = 0;
};

}  // namespace gb::gateway
