#include "protocol/text/utf8.hpp"

#include <gtest/gtest.h>

namespace gb::text {
namespace {

using namespace std::string_view_literals;

const std::string_view well_formed[] = {
    "", "plain", "é", "€", "😀", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF", "a\0b"sv};

// Overlong forms, surrogates, values beyond U+10FFFF, stray and missing continuations (Unicode, table 3-7).
const std::string_view ill_formed[] = {"\x80",
                                       "\xBF",
                                       "\xC0\x80",
                                       "\xC1\xBF",
                                       "\xC2",
                                       "\xE0\x80\x80",
                                       "\xE0\x9F\xBF",
                                       "\xED\xA0\x80",
                                       "\xED\xBF\xBF",
                                       "\xE2\x82",
                                       "\xF0\x80\x80\x80",
                                       "\xF0\x8F\xBF\xBF",
                                       "\xF4\x90\x80\x80",
                                       "\xF5\x80\x80\x80",
                                       "\xFF",
                                       "a\xC3(",
                                       "\xF0\x9F\x98"};

TEST(Utf8, TellsWellFormedFromIllFormed) {
  for (const auto text : well_formed) EXPECT_TRUE(is_utf8(text)) << text;
  for (const auto text : ill_formed) EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Utf8, ValidatesInPieces) {
  for (const auto text : well_formed) {
    Utf8Validator validator;
    for (const char c : text) EXPECT_TRUE(validator.feed({&c, 1}));
    EXPECT_TRUE(validator.complete());
  }
  for (const auto text : ill_formed) {
    Utf8Validator validator;
    bool good = true;
    for (const char c : text) good = good && validator.feed({&c, 1});
    EXPECT_FALSE(good && validator.complete()) << text;
  }
}

TEST(Utf8, KnowsACutEndFromAFault) {
  EXPECT_TRUE(is_utf8_but_cut("h\xC3\xA9llo w\xC3"));
  EXPECT_TRUE(is_utf8_but_cut("\xF0\x9F\x98"));
  EXPECT_FALSE(is_utf8_but_cut("sch\xF6ne"));
}

// Unicode 15, table 3-8: the practice of the maximal subpart.
TEST(Utf8, ReplacesMaximalSubparts) {
  EXPECT_EQ(to_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"), "a���b�c��d");
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), "���");
  EXPECT_EQ(to_utf8("w\xC3"), "w�");
  EXPECT_EQ(to_utf8("untouched é"), "untouched é");
}

TEST(Utf8, CountsLikeJavaScript) {
  EXPECT_EQ(utf16_length("abc"), 3U);
  EXPECT_EQ(utf16_length("é€"), 2U);
  EXPECT_EQ(utf16_length("😀"), 2U);
}

TEST(Utf8, CutsOnlyBetweenCodePoints) {
  EXPECT_EQ(prefix_within("ééé", 5), 4U);
  EXPECT_EQ(prefix_within("ééé", 6), 6U);
  EXPECT_EQ(prefix_within("😀x", 1), 4U) << "at least one code point";
  EXPECT_EQ(prefix_within("", 3), 0U);
}

TEST(Utf8, AppendsWhatItReads) {
  for (const char32_t value : {U'a', U'é', U'€', U'😀', U'\U0010FFFF'}) {
    std::string text;
    append(text, value);
    const CodePoint back = next_code_point(text);
    EXPECT_TRUE(back.valid);
    EXPECT_EQ(back.value, value);
    EXPECT_EQ(back.length, text.size());
  }
}

}  // namespace
}  // namespace gb::text
