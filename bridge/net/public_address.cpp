#include "bridge/net/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gb::net {
namespace {

namespace ip = boost::asio::ip;

struct Network {
  std::uint32_t address;
  unsigned bits;
};

constexpr std::array<Network, 16> not_public = {{{0x00000000, 8},     // This host
                                                 {0x0A000000, 8},     // Private
                                                 {0x64400000, 10},    // Shared
                                                 {0x7F000000, 8},     // Loopback
                                                 {0xA9FE0000, 16},    // Link-local
                                                 {0xAC100000, 12},    // Private
                                                 {0xC0000000, 24},    // Protocol assignments
                                                 {0xC0000200, 24},    // Documentation
                                                 {0xC0586300, 24},    // 6to4 relays
                                                 {0xC0A80000, 16},    // Private
                                                 {0xC6120000, 15},    // Benchmarks
                                                 {0xC6336400, 24},    // Documentation
                                                 {0xCB007100, 24},    // Documentation
                                                 {0xE0000000, 4},     // Multicast
                                                 {0xF0000000, 4},     // Reserved
                                                 {0xFFFFFFFF, 32}}};  // Broadcast

bool is_public_v4(const ip::address_v4& address) {
  const std::uint32_t number = address.to_uint();
  return std::ranges::none_of(not_public, [number](const Network& network) {
    return (number >> (32U - network.bits)) == (network.address >> (32U - network.bits));
  });
}

// Only 2000::/3 is given out; of that, not what carries another address in it or is for books.
bool is_public_v6(const ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  if (address.is_v4_mapped()) return is_public_v4(ip::make_address_v4(ip::v4_mapped, address));
  if ((bytes[0] & 0xE0U) != 0x20) return false;
  const auto first = static_cast<unsigned>(bytes[0]) << 8U | bytes[1];
  const auto second = static_cast<unsigned>(bytes[2]) << 8U | bytes[3];
  if (first == 0x2002 || (first == 0x3fff && bytes[2] < 0x10)) return false;
  return first != 0x2001 || (second >= 0x0200 && second != 0x0db8);
}

}  // namespace

bool is_public(const ip::address& address) {
  return address.is_v4() ? is_public_v4(address.to_v4()) : is_public_v6(address.to_v6());
}

}  // namespace gb::net
