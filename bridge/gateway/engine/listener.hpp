#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/gateway/engine/engine.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/gateway/engine/tls_context.hpp"

namespace gb::gateway {

/// Accepts connections, as many as the limits allow, and starts HTTP on each. Lives on the event loop.
class Listener {
 public:
  Listener(const boost::asio::any_io_executor& loop, const EngineSettings& settings, HttpRouter& router,
           Deadlines& deadlines);
  ~Listener();

  result<void> start();

  /// Accepts nobody any more; those who are here stay.
  void stop();

  /// Ends what is left of plain HTTP.
  void close_connections();

  std::uint16_t port() const { return port_; }
  std::size_t open() const { return counts_->open; }

 private:
  /// How many connections there are; shared with the connections, which outlive the listener.
  struct Counts {
    std::size_t open = 0;
    std::unordered_map<std::string, std::size_t> by_address;
  };

  boost::asio::awaitable<void> accept();
  void admit(boost::asio::ip::tcp::socket socket);
  std::shared_ptr<void> take_slot(const std::string& address);
  void remember(const std::shared_ptr<HttpConnection>& connection);

  boost::asio::any_io_executor loop_;
  const EngineSettings& settings_;
  HttpRouter& router_;
  Deadlines& deadlines_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::unique_ptr<TlsContext> tls_;
  std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
  std::shared_ptr<std::vector<char>> buffer_;  ///< What every plain socket reads to.
  std::vector<std::weak_ptr<HttpConnection>> connections_;
  std::uint16_t port_ = 0;
};

}  // namespace gb::gateway
