#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/model/quantity.hpp"

namespace gb::config {

/// TLS in the gateway itself; most set-ups leave it to a reverse proxy. The files are read again when they change.
struct GatewayTls {
  std::string certificate;  ///< PEM file, the whole chain. Empty: no TLS.
  std::string key;          ///< PEM file.

  friend bool operator==(const GatewayTls&, const GatewayTls&) = default;
};

/// Who says whether a token is good.
enum class Auth : std::uint8_t {
  accounts,  ///< Our own accounts.
  origin,    ///< The server of `[origin]`: native clients see its guilds and ours.
};

/// `[gateway]`: where native clients connect.
struct Gateway {
  std::string listen = "127.0.0.1:8080";
  Auth auth = Auth::accounts;
  bool web = true;                                   ///< The web client at `/`, and `POST /login`.
  std::string public_url = "http://127.0.0.1:8080";  ///< Prefix of the links to files that rooms are given.
  std::vector<std::string> allowed_origins = {"*"};  ///< For browsers: CORS, and the Origin of WebSocket upgrades.
  std::vector<std::string> trusted_proxies;          ///< Addresses or networks whose X-Forwarded-For counts.
  std::uint32_t logins_per_minute = 10;              ///< Failed ones per address; 0: no limit.
  Duration ping_interval = std::chrono::seconds(25);
  Duration ping_timeout = std::chrono::seconds(20);
  Duration connect_timeout = std::chrono::seconds(45);  ///< From the handshake to a successful login.
  Duration upgrade_timeout = std::chrono::seconds(10);
  Duration request_timeout = std::chrono::seconds(30);  ///< For the head and body of one HTTP request.
  Bytes max_payload = Bytes{5} << 20;                   ///< One packet; must admit a full-size upload in base64.
  Bytes max_unread = Bytes{1} << 20;                    ///< Waiting for a client that does not read; then it is closed.
  std::uint32_t max_connections = 20'000;
  std::uint32_t max_connections_per_address = 200;  ///< 0: no limit. Loopback is not limited.
  Rate posts{20, 5};                                ///< `post` packets per connection.
  Rate packets{100, 50};                            ///< All other packets per connection.
  Bytes max_content = Bytes{64} << 10;              ///< The text of one post.
  std::uint32_t history = 50;                       ///< Messages that `channel` returns.
  GatewayTls tls;

  friend bool operator==(const Gateway&, const Gateway&) = default;
};

/// `[admin]`: doors for whoever runs the bridge.
struct Admin {
  std::string listen;                       ///< A loopback address. Empty: off.
  std::string socket = "guildbridge.sock";  ///< A Unix socket; relative to the folder of the database. Empty: off.

  friend bool operator==(const Admin&, const Admin&) = default;
};

}  // namespace gb::config
