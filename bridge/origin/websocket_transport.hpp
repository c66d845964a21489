#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "bridge/net/stream.hpp"
#include "bridge/origin/server.hpp"
#include "bridge/origin/transport.hpp"
#include "protocol/websocket/decoder.hpp"

namespace gb::origin {

/// Engine.IO over WebSocket (RFC 6455), as the client.
class WebSocketTransport final : public Transport, public std::enable_shared_from_this<WebSocketTransport> {
 public:
  /// `forwarded_for`: on whose behalf, an address; empty: our own. `max_message`: bytes of one packet from the server.
  WebSocketTransport(boost::asio::any_io_executor loop, Server server, std::string forwarded_for,
                     std::size_t max_message);

  boost::asio::awaitable<result<void>> open() override;
  boost::asio::awaitable<std::string> carry(Take take, Ready ready) override;
  void send(engineio::Packet packet) override;
  std::size_t waiting() const override { return queued_.size() + writing_.size(); }
  void close() override;

 private:
  std::string request(std::string_view key) const;
  boost::asio::awaitable<result<void>> shake_hands();
  boost::asio::awaitable<void> write_on();
  bool handle(const websocket::Received& received, const Take& take);
  void put(websocket::Opcode opcode, std::string_view payload);

  boost::asio::any_io_executor loop_;
  Server server_;
  std::string forwarded_for_;
  std::unique_ptr<net::Stream> stream_;
  websocket::Decoder decoder_;
  std::string surplus_;  ///< Came with the answer to the request.
  std::string queued_;   ///< Frames that wait for the writer.
  std::string writing_;
  std::string end_;  ///< Why it is over, where that is known.
  std::random_device random_;
  boost::asio::steady_timer news_;  ///< Woken when there is something to write.
  bool closed_ = false;
};

}  // namespace gb::origin
