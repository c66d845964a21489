#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/result.hpp"

namespace gb::origin {

/// Where an existing server of the guild protocol is.
struct Server {
  std::string url;  ///< Without a slash at its end: "https://chat.example.org".
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
  std::string path;     ///< What stands before "/socket.io/" and "/files/"; mostly empty.
  std::string ca_file;  ///< PEM; empty: the system's.

  /// As a request names it: with the port, unless it is the usual one.
  std::string authority() const;
};

/// The error says what is wrong with the URL.
result<Server> parse_server(std::string_view url, std::string ca_file);

}  // namespace gb::origin
