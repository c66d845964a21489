#pragma once

#include <chrono>
#include <cstdint>

#include "protocol/engineio/packet.hpp"
#include "protocol/engineio/settings.hpp"

namespace gb::engineio {

enum class Role : std::uint8_t { server, client };

/// Who pings whom, and when the other side counts as gone. Version 4: the server pings every interval and wants a pong
/// within the timeout; the client wants a ping within interval + timeout. Version 3: the other way round.
class Heartbeat {
 public:
  using Tick = std::chrono::steady_clock::time_point;

  enum class Beat : std::uint8_t { nothing, send_ping, dead };

  Heartbeat(Version version, Role role, const Settings& settings, Tick now);

  /// What is due. A ping counts from when it was due, so that a late call does not stretch the other side's time.
  Beat tick(const Settings& settings, Tick now);

  /// A ping came. False: this side never gets one; the session is at fault. True: answer with a pong.
  bool ping(const Settings& settings, Tick now);

  /// A pong came. False: this side never gets one.
  bool pong(const Settings& settings, Tick now);

  /// When to call `tick` next.
  Tick deadline() const { return deadline_; }

 private:
  Tick deadline_;
  bool pings_;  ///< This side sends the pings.
  bool awaits_pong_ = false;
};

}  // namespace gb::engineio
