#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <memory>
#include <utility>

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

/// What all sessions share that have a side towards the origin. Owned by the gateway.
struct Proxy {
  Proxy(boost::asio::any_io_executor executor, Before before, core::Ledger& people, files::FileStore& store,
        const View& looks)
      : loop(std::move(executor)),
        server(std::move(before.server)),
        visitors(before.visitors),
        ledger(people),
        files(store),
        view(looks),
        http(loop, {{}, server.ca_file}) {}

  boost::asio::any_io_executor loop;
  origin::Server server;
  core::Visitors& visitors;
  core::Ledger& ledger;
  files::FileStore& files;
  const View& view;
  net::HttpClient http;
  std::shared_ptr<std::size_t> streams = std::make_shared<std::size_t>(0);  ///< Files that are being passed on.
};

}  // namespace gb::gateway
