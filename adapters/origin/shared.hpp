#pragma once

#include "adapters/origin/network.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/net/http_client.hpp"
#include "bridge/origin/server.hpp"
#include "config/model/origin.hpp"

namespace gb::origin {

/// What all rooms of a network share. Ledger and files must outlive it.
struct Shared {
  config::Origin settings;
  Server server;
  net::HttpClient http;
  core::Ledger& ledger;
  files::FileStore& files;
  NetworkCounters counters{};
};

}  // namespace gb::origin
