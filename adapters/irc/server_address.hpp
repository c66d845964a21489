#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace gb::irc {

struct ServerAddress {
  std::string host;  ///< A name, or an address without brackets.
  std::uint16_t port = 0;
};

/// "host:port" or "[address]:port", as the loader has checked. Pure.
inline ServerAddress server_address(std::string_view server) {
  ServerAddress out;
  const std::size_t colon = server.rfind(':');
  const std::string_view digits = colon == std::string_view::npos ? std::string_view{} : server.substr(colon + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  std::string_view host = server.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  out.host = host;
  return out;
}

}  // namespace gb::irc
