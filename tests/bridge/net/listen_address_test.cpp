#include "bridge/net/listen_address.hpp"

#include <gtest/gtest.h>

namespace gb::net {
namespace {

TEST(ListenAddress, ReadsWhatPeopleWrite) {
  const auto v4 = parse_listen("127.0.0.1:8080");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->address, "127.0.0.1");
  EXPECT_EQ(v4->port, 8080);
  EXPECT_TRUE(v4->loopback);
  EXPECT_FALSE(parse_listen("0.0.0.0:80")->loopback);
  EXPECT_TRUE(parse_listen("[::1]:80")->loopback);
  EXPECT_EQ(parse_listen("[2001:db8::1]:443")->address, "2001:db8::1");
  EXPECT_EQ(parse_listen("localhost:1")->address, "127.0.0.1");
}

TEST(ListenAddress, TellsWhatIsWrong) {
  for (const auto* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
                           "::1:80", "[127.0.0.1]:80", "chat.example.org:80", "[::1:80"}) {
    const auto listen = parse_listen(text);
    ASSERT_FALSE(listen) << text;
    EXPECT_EQ(listen.error().fault, Fault::caller);
    EXPECT_NE(listen.error().told.find(text), std::string::npos) << listen.error().told;
  }
}

}  // namespace
}  // namespace gb::net
