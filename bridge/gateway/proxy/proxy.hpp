#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/core/ledger.hpp"
#include "bridge/core/visitors.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/view.hpp"
#include "bridge/net/http_client.hpp"
#include "bridge/origin/server.hpp"

namespace gb::gateway {

/// What the gateway needs to stand in front of an origin. Not owned, but for the server's address.
struct Before {
  origin::Server server;
  core::Visitors& visitors;
};

/// Files that are being passed on now.
struct Streams {
  std::size_t all = 0;
  std::unordered_map<std::string, std::size_t> by_address;
};

/// What all sessions share that have a side towards the origin. Owned by the gateway.
struct Proxy {
  Proxy(boost::asio::any_io_executor executor, Before before, core::Ledger& people, files::FileStore& store,
        const View& looks, std::vector<std::string> proxies)
      : loop(std::move(executor)),
        server(std::move(before.server)),
        visitors(before.visitors),
        ledger(people),
        files(store),
        view(looks),
        http(loop, {{}, server.ca_file}),
        trusted_proxies(std::move(proxies)) {}

  boost::asio::any_io_executor loop;
  origin::Server server;
  core::Visitors& visitors;
  core::Ledger& ledger;
  files::FileStore& files;
  const View& view;
  net::HttpClient http;
  std::vector<std::string> trusted_proxies;  ///< Whose X-Forwarded-For counts.
  std::shared_ptr<Streams> streams = std::make_shared<Streams>();
};

}  // namespace gb::gateway
