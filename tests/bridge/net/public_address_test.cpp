#include "bridge/net/public_address.hpp"

#include <gtest/gtest.h>

namespace gb::net {
namespace {

bool is_public(const char* text) {
  return net::is_public(boost::asio::ip::make_address(text));
}

TEST(PublicAddress, WhatEverybodyCanReach) {
  for (const char* address : {"1.1.1.1", "9.9.9.9", "172.15.255.255", "172.32.0.1", "100.63.0.1", "192.0.1.1",
                              "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(address)) << address;
}

TEST(PublicAddress, WhatIsNobodysBusiness) {  // F152
  for (const char* address : {"0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "239.1.1.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "ff02::1",
                              "::ffff:10.0.0.1",
                              "::ffff:127.0.0.1",
                              "64:ff9b::a00:1",
                              "2002:a00:1::1",
                              "2001::1",
                              "2001:db8::1",
                              "3fff::1",
                              "100::1"})
    EXPECT_FALSE(is_public(address)) << address;
}

}  // namespace
}  // namespace gb::net
