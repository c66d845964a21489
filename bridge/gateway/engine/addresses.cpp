#include "bridge/gateway/engine/addresses.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>

namespace gb::gateway {
namespace {

namespace ip = boost::asio::ip;

// IPv4 written as IPv6 is taken as IPv4.
std::optional<ip::address> parsed(std::string_view text) {
  boost::system::error_code fault;
  const ip::address address = ip::make_address(std::string(text), fault);
  if (fault) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

bool holds(const std::string& network, const ip::address& address) {
  if (network.find('/') == std::string::npos) return parsed(network) == address;
  boost::system::error_code fault;
  if (address.is_v4()) {
    const auto wide = ip::make_network_v4(network, fault);
    return !fault && wide.network() == ip::network_v4(address.to_v4(), wide.prefix_length()).network();
  }
  const auto wide = ip::make_network_v6(network, fault);
  return !fault && wide.network() == ip::network_v6(address.to_v6(), wide.prefix_length()).network();
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

bool is_loopback(std::string_view address) {
  const auto known = parsed(address);
  return known && known->is_loopback();
}

bool is_in(std::string_view address, const std::vector<std::string>& networks) {
  const auto known = parsed(address);
  return known && std::ranges::any_of(networks, [&](const std::string& network) { return holds(network, *known); });
}

std::string client_address(std::string_view connection, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted_proxies) {
  std::string believed(connection);
  while (is_in(believed, trusted_proxies) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::string_view last = trimmed(forwarded_for.substr(comma == std::string_view::npos ? 0 : comma + 1));
    if (!parsed(last)) break;  // A proxy that writes nonsense is believed no further.
    believed = last;
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return believed;
}

}  // namespace gb::gateway
