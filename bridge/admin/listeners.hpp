#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>

#include "bridge/admin/desk.hpp"
#include "bridge/base/result.hpp"
#include "config/model/gateway.hpp"

namespace gb::admin {

/// The operator's own doors: a loopback address and a Unix socket, each if the config names it. The first asks for no
/// credentials, so it binds to loopback addresses only; the second only our own user can open. Lives on the event loop.
class Listeners {
 public:
  /// `desk` must outlive the listeners.
  Listeners(const boost::asio::any_io_executor& loop, config::Admin config, Desk& desk);

  /// An error says in words what is in the way of the loopback address; what is in the way of the socket is logged.
  result<void> start();

  /// Accepts nobody any more and closes all connections.
  void stop();

  /// Of the loopback address, also where the config leaves it to the system (port 0).
  std::uint16_t port() const { return loopback_.port(); }

 private:
  config::Admin config_;
  net::HttpListener loopback_;
  net::HttpListener socket_;
};

}  // namespace gb::admin
