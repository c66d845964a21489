#pragma once

#include <cstdint>
#include <string>

#include "config/model/quantity.hpp"

namespace gb::config {

/// `[matrix.NAME]`: one homeserver.
struct Matrix {
  std::string name;         ///< NAME; rooms are named "matrix.NAME/#alias:server" or "matrix.NAME/!id".
  bool appservice = false;  ///< `mode = "appservice"`: people from elsewhere are users of their own; else one bot.
  std::string homeserver;   ///< URL of its client API.
  std::string proxy;        ///< URL of an HTTP proxy to reach it; empty: none.
  std::string tls_ca_file;  ///< PEM; empty: the system's.

  std::string avatar;  ///< The bot's picture, a file on the disk; empty: as it is.

  // Mode "bot".
  std::string user;     ///< "@guildbridge:example.org"
  Secret access_token;  ///< Or a password, which is used once; the token it brings is kept.
  Secret password;

  // Mode "appservice".
  std::string server_name;          ///< "example.net": what the homeserver's user ids end with.
  std::string listen;               ///< Where the homeserver pushes to.
  std::string push_url;             ///< How it reaches that; default: "http://" and `listen`. For the registration.
  Secret as_token;                  ///< What we show to the homeserver,
  Secret hs_token;                  ///< and it to us.
  std::string bot = "guildbridge";  ///< Localpart of the application service's own user.
  std::string ghost_prefix = "_guild_";  ///< People from elsewhere are @_guild_NAME:server.

  Duration request_timeout = std::chrono::seconds(30);
  Duration sync_timeout = std::chrono::seconds(30);  ///< How long one /sync waits for news.
  Duration reconnect_min = std::chrono::seconds(2);
  Duration reconnect_max = std::chrono::minutes(5);
  Duration catch_up_age = std::chrono::hours(24);  ///< Older entries are skipped, with one line that says so.
  std::uint32_t catch_up_entries = 1000;           ///< More than that are skipped likewise.

  friend bool operator==(const Matrix&, const Matrix&) = default;
};

}  // namespace gb::config
