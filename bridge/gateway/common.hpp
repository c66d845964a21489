#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bridge/core/accounts.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/feeds.hpp"
#include "bridge/gateway/login.hpp"
#include "bridge/gateway/people.hpp"
#include "bridge/gateway/proxy/proxy.hpp"
#include "bridge/gateway/status.hpp"
#include "bridge/gateway/view.hpp"
#include "config/model/gateway.hpp"

namespace gb::gateway {

/// What all sessions of a gateway share. Owned by the gateway, and shared by completions under way.
struct Common {
  Common(boost::asio::any_io_executor loop, config::Gateway settings, core::Directory& guilds, core::Ledger& ledger,
         core::Accounts& natives, files::FileStore& store, std::optional<Before> before = std::nullopt)
      : config(std::move(settings)),
        view{config.public_url, Numbering(before.has_value())},
        directory(guilds),
        accounts(natives),
        files(store),
        proxy(before ? std::make_unique<Proxy>(loop, std::move(*before), ledger, store, view, config.trusted_proxies)
                     : nullptr),
        logins(natives, config.logins_per_minute, counters),
        people(
            guilds,
            [this]() -> const std::vector<core::UserPtr>& {
              return proxy ? proxy->visitors.known() : accounts.natives();
            },
            ledger, view),
        feeds(std::move(loop), config.max_unread, view, counters) {}

  Common(const Common&) = delete;
  Common& operator=(const Common&) = delete;

  /// Pages of history that may be read at once for everybody together: each is held until all that wait before it in
  /// the one thread that reads are done.
  static constexpr std::size_t most_reads = 1024;

  config::Gateway config;
  View view;
  core::Directory& directory;
  core::Accounts& accounts;
  files::FileStore& files;
  std::unique_ptr<Proxy> proxy;  ///< Null: the gateway stands in front of no origin.
  GatewayStatus counters;
  Logins logins;
  People people;
  Feeds feeds;
  std::shared_ptr<std::size_t> reads = std::make_shared<std::size_t>(0);  ///< Under way; outlives the gateway.
};

}  // namespace gb::gateway
