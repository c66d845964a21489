#include "protocol/guild/token.hpp"

#include <gtest/gtest.h>

#include "protocol/text/base64.hpp"

namespace gb::guild {
namespace {

TEST(GuildToken, ComesBackAsItWasWritten) {
  for (const char* pass : {"secret", "pässwörd 👋", "\"quotes\" \\ and\nlines", ""}) {
    const auto parsed = parse_token(write_token({42, pass}));
    if (std::string_view(pass).empty()) continue;
    ASSERT_TRUE(std::holds_alternative<Credentials>(parsed)) << pass;
    EXPECT_EQ(std::get<Credentials>(parsed).id, 42);
    EXPECT_EQ(std::get<Credentials>(parsed).pass, pass);
  }
}

TEST(GuildToken, AnythingElseIsToldWhatIsWrong) {
  std::vector<std::string> tokens{"", "%%%", "a", std::string(100'000, 'A')};
  for (const char* json : {"", "null", "[]", "1", "{}", R"({"id":1})", R"({"pass":"x"})", R"({"id":"1","pass":"x"})",
                           R"({"id":1,"pass":2})", R"({"id":1.5,"pass":"x"})", R"({"id":1e300,"pass":"x"})", "{"})
    tokens.push_back(text::encode_base64(json));
  for (const std::string& token : tokens) {
    const auto parsed = parse_token(token);
    ASSERT_TRUE(std::holds_alternative<TokenFault>(parsed)) << token.substr(0, 80);
    EXPECT_TRUE(std::get<TokenFault>(parsed).told.ends_with(": see spec for info"));
  }
}

}  // namespace
}  // namespace gb::guild
