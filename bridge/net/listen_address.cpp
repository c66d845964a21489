// Addresses as the config writes them. Pure: nothing is looked up.
#include "bridge/net/listen_address.hpp"

#include <fmt/core.h>

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace gb::net {
namespace {

Error wrong(std::string_view text, std::string_view what) {
  return {Fault::caller, false, fmt::format("listen = \"{}\": {}", text, what)};
}

}  // namespace

result<ListenAddress> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong(text, "a port is missing, as in \"127.0.0.1:8080\"");
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);

  ListenAddress listen;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (failed != std::errc{} || end != digits.data() + digits.size())
    return wrong(text, "the port is not a number up to 65535");

  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  if (no_address) return wrong(text, "the part before the port is not an IP address");
  if (address.is_v6() != bracketed) return wrong(text, "an IPv6 address, and only that, stands in brackets");
  listen.address = address.to_string();
  listen.loopback = address.is_loopback();
  return listen;
}

}  // namespace gb::net
