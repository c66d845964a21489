#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/engineio/actions.hpp"
#include "protocol/engineio/handshake.hpp"
#include "protocol/engineio/heartbeat.hpp"
#include "protocol/engineio/packet.hpp"
#include "protocol/engineio/payload.hpp"
#include "protocol/engineio/settings.hpp"

namespace gb::engineio {

// What else the shell around a server's session has to do.
struct AnswerPoll {  ///< The waiting GET: 200 with this payload.
  Payload payload;
};
struct RefusePoll {};  ///< The GET just made: 400.
struct AnswerPush {    ///< The POST just made: 200 "ok", or 400.
  bool ok;
};
struct SendSocket {  ///< A WebSocket message on the session's socket.
  bool binary;
  std::string payload;
};
struct SendUpgrading {  ///< A text message on the socket that is probing.
  std::string payload;
};
struct CloseUpgrading {};  ///< The socket that is probing is of no use.
struct Upgraded {};        ///< The socket that is probing is the session's from here on.

using Action = std::variant<Deliver, AnswerPoll, RefusePoll, AnswerPush, SendSocket, SendUpgrading, CloseUpgrading,
                            Upgraded, Closed>;
using Actions = std::vector<Action>;

/// One Engine.IO session on the server's side, over polling, WebSocket and the upgrade from one to the other. A
/// machine: inputs are events with their time, outputs are actions in order.
///
/// Decisions where the specification leaves room:
///  - a second GET while one waits ends the session: the first is answered with a close packet, the second with 400;
///  - during an upgrade every GET is answered with a noop at once and messages wait for the socket (or, if the upgrade
///    fails, for the next GET), so that none is lost or doubled;
///  - an upgrade that fails leaves the polling session as it was.
class Session {
 public:
  using Tick = std::chrono::steady_clock::time_point;

  /// `settings` must outlive the session.
  Session(const Request& request, const Settings& settings, Tick now);

  /// Sends the open packet.
  void start(std::string_view sid, Actions& actions);

  Version version() const { return version_; }
  bool on_websocket() const { return !polling_; }

  /// Nothing waits to be fetched: true on WebSocket, where the shell holds what waits.
  bool drained() const;

  /// A GET came. Answered now or by a later action.
  void poll(Tick now, Actions& actions);

  /// The waiting GET's connection is gone, its answer was not sent.
  void poll_gone();

  /// A POST came.
  void push(std::string_view body, bool octets, Tick now, Actions& actions);

  /// A message came on the session's socket.
  void socket_message(bool binary, std::string_view payload, Tick now, Actions& actions);

  /// A WebSocket asks to take over. False: refuse it.
  bool begin_upgrade(Tick now);
  void upgrading_message(bool binary, std::string_view payload, Actions& actions);
  void upgrading_gone();

  /// Sends a message. Over polling it waits for `flush`, so that a turn's messages leave together.
  void send(bool binary, std::string_view data, Actions& actions);
  void flush(Actions& actions);

  /// Ends the session after what was sent.
  void close(std::string_view reason, Tick now, Actions& actions);

  /// Call when `deadline` has come, and before anything else that happens later.
  void tick(Tick now, Actions& actions);
  Tick deadline() const;

 private:
  enum class Upgrade : std::uint8_t { none, awaits_probe, probed };

  struct Polling {
    bool waiting = false;  ///< A GET waits for its answer.
    bool base64 = false;
    bool closing = false;  ///< To be closed with the next answer.
    Upgrade upgrade = Upgrade::none;
    Tick upgrade_deadline;
    Tick closing_deadline;
    std::string closing_reason;
    std::vector<Packet> queue;
    std::size_t queued_bytes = 0;
  };

  void take(Packet packet, Tick now, Actions& actions);
  void put(Packet packet, Actions& actions);
  void answer(Actions& actions, const std::vector<Packet>& packets);
  void end(std::string_view reason, PacketType last_word, Actions& actions);
  void switch_to_socket(Actions& actions);

  const Settings& settings_;
  std::unique_ptr<Polling> polling_;  ///< Null once the session is on WebSocket.
  Heartbeat heartbeat_;
  Version version_;
  bool over_ = false;
};

}  // namespace gb::engineio
