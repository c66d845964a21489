#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Who is at the other end, as far as a proxy in between can be believed. Pure.
namespace gb::gateway {

bool is_loopback(std::string_view address);

/// True if `address` is in one of `networks`: addresses, or networks like 10.0.0.0/8 and fd00::/8.
bool is_in(std::string_view address, const std::vector<std::string>& networks);

/// The client's address: the connection's, or where that is a trusted proxy, the last address in `forwarded_for` (the
/// X-Forwarded-For header) that is not itself one.
std::string client_address(std::string_view connection, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted_proxies);

}  // namespace gb::gateway
