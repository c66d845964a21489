#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>

#include "bridge/net/stream.hpp"

namespace gb::net {

using TlsSocket = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// What a target asks of TLS: versions, authorities, the client's own certificate. Throws boost::system::system_error
/// where a file cannot be used.
boost::asio::ssl::context make_client_context(const StreamTarget& target);

/// Before the handshake: sets the server name (SNI) and what is checked of the certificate.
void prepare_verification(TlsSocket& socket, const StreamTarget& target);

/// After the handshake: true if there are no pins or the server's own certificate fits one of them.
bool fits_pins(TlsSocket& socket, const StreamTarget& target);

}  // namespace gb::net
