#include "config/load/values.hpp"

#include <gtest/gtest.h>

namespace gb::config {
namespace {

TEST(ConfigValues, HostAndPort) {
  EXPECT_EQ(split_host_port("a.example:6697").port, 6697);
  EXPECT_EQ(split_host_port("[::1]:80").host, "::1");
  for (const char* wrong : {"", "a", ":80", "a:", "a:b", "a:70000", "a:-1", "::1:80", "[a]:80"})
    EXPECT_TRUE(split_host_port(wrong).host.empty()) << wrong;
}

TEST(ConfigValues, Urls) {
  for (const char* good : {"http://a", "https://a.example:8080/base/"}) EXPECT_TRUE(is_url(good)) << good;
  for (const char* wrong :
       {"", "a.example", "ftp://a", "https://", "https:///x", "https://a b", "https://a/?x", "https://a/\n"})
    EXPECT_FALSE(is_url(wrong)) << wrong;
}

TEST(ConfigValues, Origins) {
  for (const char* good : {"*", "https://a.example", "http://localhost:3000"}) EXPECT_TRUE(is_origin(good)) << good;
  for (const char* wrong : {"a.example", "https://a.example/", "**"}) EXPECT_FALSE(is_origin(wrong)) << wrong;
}

TEST(ConfigValues, Fingerprints) {
  EXPECT_TRUE(is_fingerprint(std::string(64, 'a')));
  std::string colons;
  for (int n = 0; n < 32; ++n) colons += n == 0 ? "AB" : ":AB";
  EXPECT_TRUE(is_fingerprint(colons));
  EXPECT_FALSE(is_fingerprint(std::string(63, 'a')));
  EXPECT_FALSE(is_fingerprint(std::string(64, 'g')));
}

TEST(ConfigValues, Labels) {
  EXPECT_TRUE(is_label("Café ☕", 100));
  for (const char* wrong : {"", " ", " a", "a\nb", "\xff", "a\u202Eb"}) EXPECT_FALSE(is_label(wrong, 100)) << wrong;
  EXPECT_FALSE(is_label("abc", 2));
}

}  // namespace
}  // namespace gb::config
