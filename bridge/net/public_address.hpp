#pragma once

#include <boost/asio/ip/address.hpp>

namespace gb::net {

/// True of addresses that anybody on the Internet may be asked for: not loopback, private, link-local, shared,
/// documentation, multicast or reserved (RFC 6890 and the registries it names), also where one is written inside an
/// IPv6 address (mapped, 6to4, NAT64, Teredo). Pure.
bool is_public(const boost::asio::ip::address& address);

}  // namespace gb::net
