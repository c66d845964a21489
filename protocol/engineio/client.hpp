#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/engineio/actions.hpp"
#include "protocol/engineio/heartbeat.hpp"
#include "protocol/engineio/packet.hpp"
#include "protocol/engineio/settings.hpp"

namespace gb::engineio {

/// What a server's open packet says.
struct Opened {
  std::string sid;
  std::chrono::milliseconds ping_interval;
  std::chrono::milliseconds ping_timeout;
  std::size_t max_payload = 0;  ///< Bytes of one polling request; 0: it does not say.
};

/// Nothing if it is none. Times are taken as they are told, but within reason: a server cannot make us wait for ever.
std::optional<Opened> parse_open(std::string_view data);

// What else the shell around a client's session has to do.
struct Send {
  Packet packet;
};

using ClientAction = std::variant<Deliver, Send, Closed>;
using ClientActions = std::vector<ClientAction>;

/// One Engine.IO session of protocol 4 on the client's side, whatever carries its packets. A machine, as Session is for
/// servers.
class Client {
 public:
  using Tick = std::chrono::steady_clock::time_point;

  /// `patience`: how long the open packet may take.
  Client(std::chrono::milliseconds patience, Tick now);

  void take(Packet packet, Tick now, ClientActions& actions);

  /// Call when `deadline` has come.
  void tick(Tick now, ClientActions& actions);
  Tick deadline() const { return heartbeat_ ? heartbeat_->deadline() : open_by_; }

  /// Nothing before the open packet.
  const std::optional<Opened>& opened() const { return opened_; }

 private:
  void open(std::string_view data, Tick now, ClientActions& actions);
  void end(std::string_view reason, ClientActions& actions);

  Tick open_by_;
  std::optional<Opened> opened_;
  Settings settings_;  ///< What the server told; only the heartbeat's times count here.
  std::optional<Heartbeat> heartbeat_;
  bool over_ = false;
};

}  // namespace gb::engineio
