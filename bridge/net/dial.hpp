#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "bridge/base/result.hpp"

namespace gb::net {

/// A connected socket, or why there is none. All addresses of `host` are tried in turn; each gets an equal share of the
/// time that is left, so that one that does not answer does not use it up.
boost::asio::awaitable<result<boost::asio::ip::tcp::socket>> dial(boost::asio::any_io_executor loop, std::string host,
                                                                  std::uint16_t port, std::chrono::milliseconds limit);

}  // namespace gb::net
