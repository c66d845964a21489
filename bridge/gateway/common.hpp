#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "bridge/core/accounts.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/feeds.hpp"
#include "bridge/gateway/login.hpp"
#include "bridge/gateway/people.hpp"
#include "bridge/gateway/status.hpp"
#include "config/model/gateway.hpp"

namespace gb::gateway {

/// What all sessions of a gateway share. Owned by the gateway, and shared by completions under way.
struct Common {
  Common(boost::asio::any_io_executor loop, config::Gateway settings, core::Directory& guilds, core::Ledger& ledger,
         core::Accounts& natives, files::FileStore& store)
      : config(std::move(settings)),
        directory(guilds),
        accounts(natives),
        files(store),
        logins(natives, config.logins_per_minute, counters),
        people(guilds, natives, ledger),
        feeds(std::move(loop), config.max_unread, config.public_url, counters) {}

  config::Gateway config;
  core::Directory& directory;
  core::Accounts& accounts;
  files::FileStore& files;
  GatewayStatus counters;
  Logins logins;
  People people;
  Feeds feeds;
};

}  // namespace gb::gateway
