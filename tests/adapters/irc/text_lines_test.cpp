#include "adapters/irc/text_lines.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "adapters/irc/wire/formatting.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

using core::RichText;
using core::Style;
using Lines = std::vector<std::string>;

TEST(TextLines, PlainTextIsSplitAtLineEnds) {
  EXPECT_EQ(text_lines({"a\r\n\nb", {}}, 100, true), (Lines{"a", "b"}));
  EXPECT_TRUE(text_lines({"", {}}, 100, true).empty());
}

TEST(TextLines, CodesStandWhereTheSpansAre) {
  EXPECT_EQ(text_lines({"a bold b", {{2, 6, Style::bold, ""}}}, 100, true), Lines{"a \x02"
                                                                                  "bold\x02 b"});
  EXPECT_EQ(text_lines({"x=x", {{0, 3, Style::code, ""}}}, 100, true), Lines{"\x11x=x\x11"});
  EXPECT_EQ(text_lines({"see it", {{4, 6, Style::link, "http://h"}}}, 100, true), Lines{"see it"});
}

TEST(TextLines, SpansGoOnOnTheNextLine) {
  EXPECT_EQ(text_lines({"ab\ncd", {{0, 5, Style::bold, ""}}}, 100, true), (Lines{"\x02"
                                                                                 "ab\x02",
                                                                                 "\x02"
                                                                                 "cd\x02"}));
}

TEST(TextLines, ColoursAreNearestOrLeftOut) {
  const RichText red{"red 5", {{0, 4, Style::colour, "#fe0101"}}};
  EXPECT_EQ(text_lines(red, 100, true), Lines{"\x03"
                                              "04red \x03\x02\x02"
                                              "5"});
  EXPECT_EQ(text_lines(red, 100, false), Lines{"red 5"});
  EXPECT_EQ(text_lines({"x", {{0, 1, Style::colour, "nonsense"}}}, 100, true), Lines{"x"});
}

TEST(TextLines, NoDigitIsEatenByAColour) {  // F45, the other way round
  const RichText body{"5 apples,7", {{0, 8, Style::colour, "#ff0000"}}};
  const Lines lines = text_lines(body, 100, true);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(read_formatting(lines[0]).text, "5 apples,7");
}

TEST(TextLines, WhatIsReadIsWrittenAgain) {
  for (const std::string text : {"a \x02"
                                 "b\x02 c",
                                 "\x1d\x02x\x02y\x1d",
                                 "\x03"
                                 "04red\x03 \x11"
                                 "code\x11"}) {
    const RichText body = read_formatting(text);
    const Lines lines = text_lines(body, 100, true);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(read_formatting(lines[0]), body) << text;
  }
}

TEST(TextLines, EveryLineKeepsTheLimitWhateverTheCodes) {
  RichText body;
  for (int n = 0; n < 300; ++n) {
    const std::size_t begin = body.text.size();
    body.text += "w" + std::to_string(n) + (n % 7 == 0 ? " @everyone " : " ");
    if (n % 3 == 0) body.spans.push_back({begin, body.text.size() - 1, Style::bold, ""});
    if (n % 5 == 0) body.spans.push_back({begin, body.text.size() - 1, Style::colour, "#00ff00"});
  }
  std::string words;
  for (const std::string& line : text_lines(body, 120, true)) {
    EXPECT_LE(line.size(), 120U);
    words += read_formatting(line).text + " ";
  }
  for (int n = 0; n < 300; ++n) EXPECT_NE(words.find("w" + std::to_string(n) + " "), std::string::npos) << n;
}

TEST(TextLines, OnlyCodesAndNoRoomLeavesTheWords) {
  RichText body{std::string(60, 'x'), {}};
  for (std::size_t n = 0; n < 60; n += 2) body.spans.push_back({n, n + 1, Style::colour, "#ff0000"});
  std::string words;
  for (const std::string& line : text_lines(body, 40, true)) {
    EXPECT_LE(line.size(), 40U);
    words += read_formatting(line).text;
  }
  EXPECT_EQ(words, body.text);
}

TEST(TextLines, ControlCharactersAreNoCodes) {
  EXPECT_EQ(text_lines({"a\x02\x01\x7f"
                        "b",
                        {}},
                       100, true),
            Lines{"a   b"});
}

TEST(TextLines, NobodyCallsEverybody) {  // F150
  EXPECT_EQ(text_lines({"hi @everyone", {}}, 100, true), Lines{"hi @\xE2\x80\x8B"
                                                               "everyone"});
}

}  // namespace
}  // namespace gb::irc
