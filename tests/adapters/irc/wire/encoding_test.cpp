#include "adapters/irc/wire/encoding.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

TEST(IrcEncoding, Utf8StaysUtf8) {
  EXPECT_EQ(decode_line("grüße 👋", "latin1"), "grüße 👋");
}

TEST(IrcEncoding, AnythingElseIsTheFallback) {
  EXPECT_EQ(decode_line("gr\xFC\xDF"
                        "e",
                        "latin1"),
            "grüße");
  EXPECT_EQ(decode_line("5 \x80", "windows-1252"), "5 €");
}

TEST(IrcEncoding, ALineThatWasCutInsideACharacterIsStillUtf8) {
  const std::string whole = "schöne Grüße von überall her, ganz viele ä und ö";
  const std::string cut = decode_line(whole.substr(0, whole.size() - 1), "latin1");
  EXPECT_TRUE(cut.starts_with("schöne Grüße")) << cut;
}

}  // namespace
}  // namespace gb::irc
