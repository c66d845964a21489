#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <string>

#include "bridge/base/result.hpp"
#include "protocol/engineio/packet.hpp"

namespace gb::origin {

/// Carries the Engine.IO packets of one session to a server and back. Lives on the event loop; kept alive by its own
/// coroutines as long as they run.
class Transport {
 public:
  using Take = std::function<void(engineio::Packet packet)>;

  /// Awaited now and then before more is read, so that whoever takes can slow the server down. May be empty.
  using Ready = std::function<boost::asio::awaitable<void>()>;

  virtual ~Transport() = default;

  /// Reaches the server. An error that is to be retried is of the way there (not reached, too slow); any other says
  /// that the server does not serve this transport.
  virtual boost::asio::awaitable<result<void>> open() = 0;

  /// Hands over what comes, until it is over; returns why. Once, after `open`.
  virtual boost::asio::awaitable<std::string> carry(Take take, Ready ready) = 0;

  /// Queues a packet.
  virtual void send(engineio::Packet packet) = 0;

  /// Bytes that are queued and have not left.
  virtual std::size_t waiting() const = 0;

  /// Ends it at once; `open` or `carry` returns. May be called again.
  virtual void close() = 0;
};

}  // namespace gb::origin
