#pragma once

#include <cstdint>

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

}  // namespace gb::gateway
