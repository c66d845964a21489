#include "bridge/gateway/engine/cors.hpp"

#include <gmock/gmock.h>

namespace gb::gateway {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Cors, Origins) {
  EXPECT_TRUE(is_origin_allowed("https://anything.example", {"*"}));
  EXPECT_TRUE(is_origin_allowed("", {})) << "not a page of another site";
  const std::vector<std::string> one{"https://chat.example"};
  EXPECT_TRUE(is_origin_allowed("https://chat.example", one));
  for (const char* other : {"http://chat.example", "https://chat.example.evil", "https://evil", "null"})
    EXPECT_FALSE(is_origin_allowed(other, one)) << other;
}

TEST(Cors, Headers) {
  EXPECT_THAT(cors_headers("https://a.example", {"https://a.example"}), HasSubstr("Access-Control-Allow-Origin: "));
  EXPECT_THAT(cors_headers("https://b.example", {"https://a.example"}), IsEmpty());
  EXPECT_THAT(preflight_headers("https://a.example", {"*"}), HasSubstr("Authorization"));
  const std::string smuggled = cors_headers("https://a.example\r\nX-Evil: 1", {"*"});
  EXPECT_THAT(smuggled, testing::Not(HasSubstr("X-Evil")));
}

}  // namespace
}  // namespace gb::gateway
