#include "bridge/app/setup/names.hpp"

#include <gtest/gtest.h>

namespace gb::setup {
namespace {

TEST(Names, OfNetworks) {
  EXPECT_EQ(network_name("irc.libera.chat"), "libera");
  EXPECT_EQ(network_name("IRC.OFTC.net"), "oftc");
  EXPECT_EQ(network_name("matrix.org"), "matrix");
  for (const char* host : {"127.0.0.1", "::1", "localhost", "", "."}) EXPECT_EQ(network_name(host), "home") << host;
}

TEST(Names, KeysOfTheFile) {
  EXPECT_EQ(key_of("My Guild!", "x"), "my-guild");
  EXPECT_EQ(key_of("  a  b  ", "x"), "a-b");
  EXPECT_EQ(key_of("Ünï", "x"), "n");
  EXPECT_EQ(key_of("日本", "x"), "x");
  EXPECT_EQ(key_of("", "x"), "x");
}

TEST(Names, HostsOfUrls) {
  EXPECT_EQ(host_of("https://matrix.example.org/path"), "matrix.example.org");
  EXPECT_EQ(host_of("http://127.0.0.1:8008"), "127.0.0.1");
  EXPECT_EQ(host_of("http://[::1]:8008/"), "[::1]");
}

}  // namespace
}  // namespace gb::setup
