#include "adapters/irc/server_address.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

TEST(ServerAddress, NamesAndAddresses) {
  EXPECT_EQ(server_address("irc.example.net:6697").host, "irc.example.net");
  EXPECT_EQ(server_address("irc.example.net:6697").port, 6697);
  EXPECT_EQ(server_address("[::1]:6667").host, "::1");
  EXPECT_EQ(server_address("[::1]:6667").port, 6667);
  EXPECT_EQ(server_address("host").port, 0);
}

}  // namespace
}  // namespace gb::irc
