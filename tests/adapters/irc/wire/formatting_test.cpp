#include "adapters/irc/wire/formatting.hpp"

#include <gmock/gmock.h>

#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

using core::Span;
using core::Style;
using testing::Contains;
using testing::ElementsAre;

TEST(IrcFormatting, CodesBecomeSpansAndTheWordsStay) {
  const auto bold = read_formatting(
      "a \x02"
      "bold\x02 word");
  EXPECT_EQ(bold.text, "a bold word");
  EXPECT_THAT(bold.spans, ElementsAre(Span{2, 6, Style::bold, ""}));

  const auto nested = read_formatting(
      "\x02"
      "a\x1d"
      "b\x0f"
      "c");
  EXPECT_EQ(nested.text, "abc");
  EXPECT_THAT(nested.spans, Contains(Span{0, 2, Style::bold, ""}));
  EXPECT_THAT(nested.spans, Contains(Span{1, 2, Style::italic, ""}));
}

TEST(IrcFormatting, ColoursTakeTheirDigitsAndNoMore) {
  const auto coloured = read_formatting(
      "\x03"
      "04,01red\x03 12");
  EXPECT_EQ(coloured.text, "red 12");
  EXPECT_EQ(read_formatting("\x03"
                            "1,a")
                .text,
            ",a");
  EXPECT_EQ(read_formatting("\x03"
                            "123")
                .text,
            "3");
  EXPECT_EQ(read_formatting("\x04"
                            "FF0000x")
                .text,
            "x");
  // F45
  const auto shown = [](const char* text) { return read_formatting(text).text; };
  EXPECT_EQ(shown("\x02"
                  "5 apples\x02"),
            "5 apples");
  EXPECT_EQ(shown("\x03"
                  "045 red"),
            "5 red");
  EXPECT_EQ(shown("\x03"
                  "04,015x"),
            "5x");
  EXPECT_EQ(shown("\x03 7"), " 7");
  EXPECT_EQ(shown("\x03"
                  "12,x"),
            ",x");
  EXPECT_EQ(shown("\x04"
                  "ff00005z"),
            "5z");
  EXPECT_EQ(read_formatting("\x04"
                            "zz")
                .text,
            "zz");
}

TEST(IrcFormatting, OtherControlCharactersGo) {
  EXPECT_EQ(read_formatting("a\x07\x01"
                            "b\x16")
                .text,
            "ab");
}

TEST(IrcFormatting, WhatTurnsOrHidesTextGoes) {
  EXPECT_EQ(read_formatting("a\x1b[31m\x7f\u0085\u202Eb\tc").text, "a[31mb\tc");
  EXPECT_EQ(read_formatting("\u200F\u2067שלום\u2069").text, "\u200F\u2067שלום\u2069") << "right to left writes on";
}

TEST(IrcFormatting, APrefixIsStableAndPingsNobody) {
  EXPECT_EQ(name_prefix("Alice", true), "<A\xE2\x80\x8Blice> ");
  EXPECT_EQ(name_prefix("Alice", false), name_prefix("Alice", false));
  EXPECT_NE(name_prefix("Alice", false), name_prefix("Alice", true));
  EXPECT_EQ(unpinged("日本"), "日\xE2\x80\x8B本");
}

TEST(IrcFormatting, EverybodyIsNotPinged) {
  EXPECT_EQ(defuse_mentions("hi").find("\xE2\x80\x8B"), std::string::npos);
  for (const char* text : {"@everyone", "hey @here!", "@room"}) EXPECT_NE(defuse_mentions(text), text);
  for (const char* text : {"mail@everyone.example", "https://example.org/@here/x"})
    EXPECT_EQ(defuse_mentions(text), text);
}

}  // namespace
}  // namespace gb::irc
