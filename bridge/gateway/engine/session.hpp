#pragma once

#include <string>
#include <string_view>

#include "bridge/base/ids.hpp"
#include "bridge/gateway/engine/shared_bytes.hpp"
#include "protocol/engineio/packet.hpp"

namespace gb::gateway {

/// What is known of a client before it has said anything.
struct Peer {
  std::string address;  ///< For limits and logs: X-Forwarded-For where a trusted proxy gave one.
  std::string bearer;   ///< Of the handshake's Authorization header, without "Bearer "; empty: none. A secret.
  std::string token;    ///< The query parameter `token`; empty: none. A secret.
};

/// One Engine.IO session, whichever transport carries it. Owned by the engine; lives on the event loop. What is sent
/// leaves at the end of the loop's turn, in one write, in the order it was sent.
class EngineSession {
 public:
  virtual ~EngineSession() = default;

  virtual SessionId id() const = 0;
  virtual engineio::Version version() const = 0;

  virtual const Peer& peer() const = 0;

  /// Bytes of one message or polling body from somebody who has not logged in: a CONNECT with its token is far smaller,
  /// and strangers are many.
  static constexpr std::size_t most_before_login = std::size_t{16} << 10;

  /// Somebody has logged in: forgets the secrets of `peer`, and takes messages of full size (max_payload) from now on.
  virtual void admit() = 0;

  /// Sends a message of its own. At the bound (max_unread) the session is closed instead.
  virtual void send_text(std::string_view message) = 0;
  virtual void send_binary(std::string_view message) = 0;

  /// True if everything sent so far has left, so that `send_shared` may be called. Else `on_writable` will come.
  virtual bool writable() const = 0;

  /// Sends shared messages; only while `writable`, and once a turn.
  virtual void send_shared(SharedBroadcast broadcast) = 0;

  /// Closes the session after what was sent before; `on_close` comes later. The reason is logged.
  virtual void close(std::string_view reason) = 0;
};

/// The layer above: hears of every session. Called on the loop, never from within a call of a session's member.
class EngineHandler {
 public:
  virtual ~EngineHandler() = default;

  virtual void on_open(EngineSession& session) = 0;
  virtual void on_text(EngineSession& session, std::string_view message) = 0;
  virtual void on_binary(EngineSession& session, std::string_view message) = 0;

  /// The session can take a broadcast again after it could not.
  virtual void on_writable(EngineSession& session) = 0;

  /// The session is gone; it must not be touched after this returns.
  virtual void on_close(EngineSession& session, std::string_view reason) = 0;
};

}  // namespace gb::gateway
