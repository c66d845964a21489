#include "bridge/gateway/engine/addresses.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

TEST(Addresses, Loopback) {
  for (const char* yes : {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"}) EXPECT_TRUE(is_loopback(yes)) << yes;
  for (const char* no : {"", "10.0.0.1", "localhost", "::2", "128.0.0.1"}) EXPECT_FALSE(is_loopback(no)) << no;
}

TEST(Addresses, Networks) {
  EXPECT_TRUE(is_in("10.1.2.3", {"10.0.0.0/8"}));
  EXPECT_TRUE(is_in("192.0.2.1", {"10.0.0.0/8", "192.0.2.1"}));
  EXPECT_TRUE(is_in("fd00::5", {"fd00::/8"}));
  EXPECT_FALSE(is_in("11.1.2.3", {"10.0.0.0/8"}));
  EXPECT_FALSE(is_in("nonsense", {"10.0.0.0/8"}));
}

TEST(Addresses, AProxyIsBelievedOnlyIfItIsTrusted) {
  EXPECT_EQ(client_address("203.0.113.9", "198.51.100.1", {}), "203.0.113.9") << "anybody can write that header";
  EXPECT_EQ(client_address("10.0.0.1", "198.51.100.1", {"10.0.0.0/8"}), "198.51.100.1");
  EXPECT_EQ(client_address("10.0.0.1", "6.6.6.6, 198.51.100.1", {"10.0.0.0/8"}), "198.51.100.1")
      << "what stands before was written by the client";
  EXPECT_EQ(client_address("10.0.0.1", "198.51.100.1, 10.0.0.2", {"10.0.0.0/8"}), "198.51.100.1");
  EXPECT_EQ(client_address("10.0.0.1", "", {"10.0.0.0/8"}), "10.0.0.1");
  EXPECT_EQ(client_address("10.0.0.1", "nonsense", {"10.0.0.0/8"}), "10.0.0.1");
}

}  // namespace
}  // namespace gb::gateway
