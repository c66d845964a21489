#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/gateway/engine/session.hpp"
#include "protocol/engineio/settings.hpp"

namespace gb::gateway {

/// Answers GET, HEAD and POST of a target outside the engine, now or later. False: there is nothing there.
using HttpHandler = std::function<bool(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request)>;

struct EngineSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string path = "/socket.io/";
  engineio::Settings engineio;
  std::chrono::milliseconds request_timeout{30'000};
  std::vector<std::string> allowed_origins = {"*"};
  std::vector<std::string> trusted_proxies;  ///< Addresses or networks (10.0.0.0/8).
  std::size_t max_connections = 20'000;
  std::size_t max_connections_per_address = 0;  ///< 0: no limit; loopback is never limited.
  std::string tls_certificate;                  ///< PEM file; empty: no TLS. Read again when it changes.
  std::string tls_key;
};

/// The server below the guild protocol: HTTP, Engine.IO over polling and WebSocket. Lives on the event loop.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Listens. Errors say what to do (address in use, certificate unreadable).
  virtual result<void> start() = 0;

  /// The port it listens on, also where the settings asked for any.
  virtual std::uint16_t port() const = 0;

  virtual std::size_t sessions() const = 0;
  virtual std::size_t connections() const = 0;

  /// Takes no more, says goodbye to everybody, and returns when all are gone or the limit has passed.
  virtual boost::asio::awaitable<void> stop(std::chrono::milliseconds limit) = 0;
};

/// `handler` and `http` must outlive the engine.
std::unique_ptr<Engine> make_engine(const boost::asio::any_io_executor& loop, EngineSettings settings,
                                    EngineHandler& handler, HttpHandler http);

}  // namespace gb::gateway
