#include "adapters/matrix/wire/split.hpp"

#include <gtest/gtest.h>

#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

std::string joined(const std::vector<core::RichText>& parts) {
  std::string out;
  for (const core::RichText& part : parts) out += part.text;
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n'; });
  return out;
}

TEST(MatrixSplit, WhatFitsIsOnePart) {
  const core::RichText text{"hello", {}};
  EXPECT_EQ(split(text, 1000), std::vector<core::RichText>{text});
  EXPECT_EQ(split({"", {}}, 1000).size(), 1U);
}

TEST(MatrixSplit, NoWordIsLostAndNoPartIsTooLarge) {
  std::string words;
  for (int n = 0; n < 3000; ++n) words += "wörd" + std::to_string(n) + (n % 7 == 0 ? "\n" : " ");
  const auto parts = split({words, {}}, 2000);
  EXPECT_GT(parts.size(), 5U);
  for (const core::RichText& part : parts) {
    EXPECT_LE(content_size(part), 2000U);
    EXPECT_TRUE(text::is_utf8(part.text));
  }
  EXPECT_EQ(joined(parts), joined({{words, {}}}));
}

TEST(MatrixSplit, ATextWithoutBlanksIsCutBetweenCodePoints) {
  std::string text;
  for (int n = 0; n < 2000; ++n) text += "ж";
  const auto parts = split({text, {}}, 500);
  for (const core::RichText& part : parts) EXPECT_TRUE(text::is_utf8(part.text));
  EXPECT_EQ(joined(parts), text);
}

TEST(MatrixSplit, FormattingGoesOnInTheNextPart) {
  std::string words;
  for (int n = 0; n < 500; ++n) words += "word ";
  const auto parts = split({words, {{0, words.size() - 1, core::Style::bold, {}}}}, 1000);
  ASSERT_GT(parts.size(), 1U);
  for (const core::RichText& part : parts) EXPECT_EQ(part.spans.size(), 1U);
}

}  // namespace
}  // namespace gb::matrix
