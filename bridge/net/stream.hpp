#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.hpp"

namespace gb::net {

/// Whom to connect to, and how sure to be that it is him.
struct StreamTarget {
  std::string host;  ///< A name or an address literal.
  std::uint16_t port = 0;
  bool tls = false;                       ///< TLS 1.2 or newer; certificate and host name are verified,
  std::vector<std::string> fingerprints;  ///< or, where given, only the certificate's SHA-256 (hex, colons allowed).
  std::string ca_file;                    ///< PEM; empty: the system's.
  std::string certificate;                ///< The client's own, PEM; empty: none.
  std::string key;                        ///< Its key, PEM; empty: in the same file.
  std::chrono::milliseconds timeout{
      30'000};  ///< For resolving, connecting and shaking hands together; and for a write.
};

/// A byte stream to a server, over TCP or TLS. One read and one write may be under way at a time. Lives on the event
/// loop. Destroying it closes it; nothing may be under way then.
class Stream {
 public:
  virtual ~Stream() = default;

  /// At least one byte. A stream that the peer has ended, wholly or only in his direction, is an error.
  virtual boost::asio::awaitable<result<std::size_t>> read_some(std::span<char> buffer) = 0;

  /// All of it, within the target's time-out. After an error the stream is of no use.
  virtual boost::asio::awaitable<result<void>> write(std::string_view bytes) = 0;

  /// Ends both directions at once; a read and a write under way end with an error. May be called again.
  virtual void close() = 0;
};

/// Tries all addresses of the host in turn, each with its share of the time. Errors name the step that failed and why;
/// fault `peer` where the network or the server is to blame, `caller` where the target cannot be used as it is (a
/// certificate file that cannot be read).
boost::asio::awaitable<result<std::unique_ptr<Stream>>> connect(boost::asio::any_io_executor loop, StreamTarget target);

}  // namespace gb::net
