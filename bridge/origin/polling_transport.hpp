#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "bridge/net/http_client.hpp"
#include "bridge/origin/server.hpp"
#include "bridge/origin/transport.hpp"

namespace gb::origin {

/// Engine.IO over HTTP long-polling, as the client: for servers behind something that lets no WebSocket through.
class PollingTransport final : public Transport, public std::enable_shared_from_this<PollingTransport> {
 public:
  PollingTransport(boost::asio::any_io_executor loop, Server server, std::string forwarded_for,
                   std::size_t max_message);

  boost::asio::awaitable<result<void>> open() override;
  boost::asio::awaitable<std::string> carry(Take take, Ready ready) override;
  void send(engineio::Packet packet) override;
  std::size_t waiting() const override { return waiting_; }
  void close() override;

 private:
  boost::asio::awaitable<result<std::vector<engineio::Packet>>> poll();
  boost::asio::awaitable<void> push_on();
  net::HttpRequest request(std::string method) const;
  std::vector<engineio::Packet> take_batch();
  void end(std::string why);

  boost::asio::any_io_executor loop_;
  Server server_;
  std::string forwarded_for_;
  std::size_t max_message_;
  net::HttpClient http_;
  std::string sid_;
  std::size_t max_payload_ = 0;          ///< Of one request of ours, as the server told.
  std::vector<engineio::Packet> first_;  ///< Came with the answer that opened the session.
  std::vector<engineio::Packet> queued_;
  std::size_t waiting_ = 0;
  std::string end_;
  boost::asio::steady_timer news_;
  bool closed_ = false;
};

}  // namespace gb::origin
