#pragma once

#include <string>
#include <vector>

#include "config/model/gateway.hpp"
#include "config/model/guild.hpp"
#include "config/model/irc.hpp"

namespace gb::config {

/// `[store]`
struct Store {
  std::string path = "guildbridge.db";  ///< One SQLite file; relative to the config file; created when missing.
};

/// `[log]`
struct Log {
  std::string level = "info";  ///< "debug", "info", "warn" or "error".
};

/// The whole file. A plain value: reading it is the loader's business, using it everybody's.
struct Config {
  Gateway gateway;
  Admin admin;
  Store store;
  Log log;
  std::vector<Irc> irc;
  std::vector<Guild> guilds;
};

}  // namespace gb::config
