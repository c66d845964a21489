#include "bridge/gateway/engine/cors.hpp"

#include <gmock/gmock.h>

namespace gb::gateway {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Cors, Origins) {
  EXPECT_TRUE(is_origin_allowed("https://anything.example", {"*"}));
  EXPECT_TRUE(is_origin_allowed("", {})) << "not a page of another site";
  const std::vector<std::string> one{"https://chat.example"};
  EXPECT_TRUE(is_origin_allowed("https://chat.example", one));
  for (const char* other : {"http://chat.example", "https://chat.example.evil", "https://evil", "null"})
    EXPECT_FALSE(is_origin_allowed(other, one)) << other;
}

TEST(Cors, APageOfThisHost) {
  EXPECT_TRUE(is_same_origin("http://127.0.0.1:8080", "127.0.0.1:8080"));
  EXPECT_TRUE(is_same_origin("https://chat.example", "chat.example")) << "behind a proxy with TLS";
  EXPECT_TRUE(is_same_origin("http://[::1]:8080", "[::1]:8080"));
  for (const char* other :
       {"http://chat.example:81", "http://chat.example.evil", "http://evil/chat.example", "null", ""})
    EXPECT_FALSE(is_same_origin(other, "chat.example")) << other;
  EXPECT_FALSE(is_same_origin("http://", "")) << "no Host";
}

TEST(Cors, OriginOfAUrl) {
  EXPECT_EQ(origin_of("https://chat.example:8443/below/it"), "https://chat.example:8443");
  EXPECT_EQ(origin_of("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
}

TEST(Cors, Headers) {
  EXPECT_THAT(cors_headers("https://a.example", {"https://a.example"}, Credentials::none),
              HasSubstr("Access-Control-Allow-Origin: "));
  EXPECT_THAT(cors_headers("https://b.example", {"https://a.example"}, Credentials::none), IsEmpty());
  EXPECT_THAT(preflight_headers("https://a.example", {"*"}, Credentials::none), HasSubstr("Authorization"));
  for (const Credentials credentials : {Credentials::none, Credentials::wanted})
    EXPECT_THAT(cors_headers("https://a.example\r\nX-Evil: 1", {"*"}, credentials), Not(HasSubstr("X-Evil")));
}

TEST(Cors, WhoAsksWithCredentialsIsAnsweredByName) {
  EXPECT_EQ(cors_headers("https://a.example", {"*"}, Credentials::wanted),
            "Access-Control-Allow-Origin: https://a.example\r\nVary: Origin\r\n"
            "Access-Control-Allow-Credentials: true\r\n");
  EXPECT_EQ(cors_headers("", {"*"}, Credentials::wanted), "Access-Control-Allow-Origin: *\r\n");
  EXPECT_THAT(cors_headers("https://b.example", {"https://a.example"}, Credentials::wanted), IsEmpty());
}

}  // namespace
}  // namespace gb::gateway
