#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/model/files.hpp"
#include "config/model/gateway.hpp"
#include "config/model/guild.hpp"
#include "config/model/irc.hpp"
#include "config/model/matrix.hpp"
#include "config/model/origin.hpp"
#include "config/model/quantity.hpp"

namespace gb::config {

/// `[store]`
struct Store {
  std::string path = "guildbridge.db";  ///< One SQLite file; relative to the config file; created when missing.
  Duration keep{0};                     ///< How long messages are kept; zero: for ever.

  friend bool operator==(const Store&, const Store&) = default;
};

/// `[log]`
struct Log {
  std::string level = "info";                 ///< "debug", "info", "warn" or "error".
  std::map<std::string, std::string> levels;  ///< Of areas ("irc", "irc.libera", "delivery"), where they are others.
  std::string format = "text";                ///< Or "json": one object a line.

  friend bool operator==(const Log&, const Log&) = default;
};

/// The whole file. A plain value: reading it is the loader's business, using it everybody's.
struct Config {
  Gateway gateway;
  Admin admin;
  Store store;
  Files files;
  Log log;
  std::vector<Irc> irc;
  std::vector<Matrix> matrix;
  Origin origin;
  std::vector<Guild> guilds;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace gb::config
