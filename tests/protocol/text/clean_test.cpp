#include "protocol/text/clean.hpp"

#include <gtest/gtest.h>

#include "protocol/text/utf8.hpp"

namespace gb::text {
namespace {

TEST(Clean, NamesAreTamed) {
  EXPECT_EQ(clean_name("Alice", "x"), "Alice");
  EXPECT_EQ(clean_name("A\x02\r\nl\x03"
                       "04ice",
                       "x"),
            "Al04ice");
  EXPECT_EQ(clean_name("  two   words \t", "x"), "two words");
  EXPECT_EQ(clean_name("\u202Eevil\u2066", "x"), "evil") << "direction marks go";
  EXPECT_EQ(clean_name("a\x80"
                       "b\xff",
                       "x"),
            "ab")
      << "ill-formed bytes go";
  EXPECT_EQ(clean_name("👩‍🚀 Zoë", "x"), "👩‍🚀 Zoë") << "joiners hold a picture together";
}

TEST(Clean, ANameIsNeverEmptyAndNeverEndless) {
  for (const char* nothing : {"", " \t\n", "\u200B\u200D", "\u3164", "\x07\x1b"})
    EXPECT_EQ(clean_name(nothing, "somebody"), "somebody");
  const std::string bounded = clean_name(std::string(500, 'x') + "ü", "x");
  EXPECT_EQ(bounded, std::string(40, 'x'));
  EXPECT_EQ(clean_name(std::string(500, 'x'), "x", 100).size(), 100U);
}

TEST(Clean, NothingMovesTheCursorOfATerminal) {
  EXPECT_EQ(for_terminal("caf\u00e9 \U0001F600 <b>"), "caf\u00e9 \U0001F600 <b>");
  EXPECT_EQ(for_terminal("a\x1b[2Jb\nc\td\x7f"), "a?[2Jb?c?d?");
  EXPECT_EQ(for_terminal("\xc2\x9b"
                         "2J \xe2\x80\xae \xff"),
            "?2J ? ?")
      << "C1, overrides, what is no UTF-8";
}

TEST(Clean, BlankIsWhatNobodySees) {
  for (const char* blank : {"", "  \n\t", "\x03", "\u200B\u2060", "\u00A0\u3000", "\u2800"})
    EXPECT_TRUE(is_blank(blank));
  for (const char* seen : {".", " a", "\u200Bя", "🙂"}) EXPECT_FALSE(is_blank(seen));
}

}  // namespace
}  // namespace gb::text
