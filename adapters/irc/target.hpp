#pragma once

#include "adapters/irc/server_address.hpp"
#include "bridge/net/stream.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// Whom to connect to, and how sure to be that it is him, as the settings say. Pure.
inline net::StreamTarget target_of(const config::Irc& settings) {
  const ServerAddress server = server_address(settings.server);
  net::StreamTarget where;
  where.host = server.host;
  where.port = server.port;
  where.tls = settings.tls;
  where.fingerprints = settings.tls_fingerprints;
  where.ca_file = settings.tls_ca_file;
  where.certificate = settings.tls_certificate;
  where.key = settings.tls_key;
  where.timeout = settings.connect_timeout;
  return where;
}

}  // namespace gb::irc
