#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <chrono>
#include <string>

#include "bridge/base/result.hpp"

namespace gb::net {

/// Most bytes that the path of a Unix socket can have (sockaddr_un).
inline constexpr std::size_t most_unix_path = 107;

/// Listens at `path`, for our own user only. A socket that nobody answers on is removed first. Throws with words where
/// that cannot be.
boost::asio::local::stream_protocol::acceptor unix_acceptor(const boost::asio::any_io_executor& loop,
                                                            const std::string& path);

/// One HTTP answer over a Unix socket.
struct UnixAnswer {
  long status = 0;
  std::string body;
};

/// Asks and waits: for the command line, not for the loop. `body` empty: GET, else POST of JSON. An error says that
/// nobody answers there.
result<UnixAnswer> ask_unix(const std::string& path, const std::string& target, const std::string& body = {},
                            std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace gb::net
