#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/result.hpp"

namespace gb::net {

struct ListenAddress {
  std::string address;  ///< An IP address, without brackets.
  std::uint16_t port = 0;
  bool loopback = false;
};

/// Reads "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; the error tells what is wrong with it.
result<ListenAddress> parse_listen(std::string_view text);

}  // namespace gb::net
