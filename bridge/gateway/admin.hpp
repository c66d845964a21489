#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>

#include "bridge/base/result.hpp"
#include "bridge/gateway/status.hpp"
#include "config/model/gateway.hpp"

namespace gb::net {
class HttpListener;
}

namespace gb::gateway {

/// A small HTTP listener for whoever runs the bridge: `GET /status` answers with the state of everything as JSON.
/// It asks for no credentials, so it binds to loopback addresses only. Lives on the event loop.
class AdminListener {
 public:
  /// `source` must outlive the listener.
  AdminListener(const boost::asio::any_io_executor& loop, config::Admin config, const StatusSource& source);
  ~AdminListener();

  AdminListener(const AdminListener&) = delete;
  AdminListener& operator=(const AdminListener&) = delete;

  /// Does nothing if the config names no address; an error says in words what is in the way.
  result<void> start();

  /// Accepts nobody any more and closes all connections.
  void stop();

  /// The port it listens on, also where the config leaves it to the system (port 0).
  std::uint16_t port() const;

 private:
  config::Admin config_;
  std::unique_ptr<net::HttpListener> listener_;
};

}  // namespace gb::gateway
