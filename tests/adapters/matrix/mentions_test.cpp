#include "adapters/matrix/mentions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace gb::matrix {
namespace {

using core::RichText;
using core::Style;

const std::unordered_map<std::string, std::string> people = {{"@carol:a", "carol"},  {"@dan:a", "dan^"},
                                                             {"@x:a", "[x]"},        {"@al:a", "al"},
                                                             {"@alb:a", "al bundy"}, {"@z:a", "Zoë"}};

std::string called(const RichText& text) {
  std::string out;
  for (const core::Span& span : mention_people(text, people).spans)
    if (span.style == Style::mention) out += (out.empty() ? "" : " ") + span.value;
  return out;
}

TEST(Mentions, WholeNamesWhereverTheyStand) {  // F40
  for (const char* text : {"carol: hi", "hi carol, ok", "'carol'", "CAROL!", "hi carol"})
    EXPECT_EQ(called({text, {}}), "@carol:a") << text;
  EXPECT_EQ(called({"also al.", {}}), "@al:a");
  EXPECT_EQ(called({"dan^?", {}}), "@dan:a");
  EXPECT_EQ(called({"[x]: y", {}}), "@x:a");
  EXPECT_EQ(called({"zoë and Zoë", {}}), "@z:a @z:a");
}

TEST(Mentions, NoPartsOfWordsAndNoAddresses) {
  for (const char* text :
       {"scarolina", "http://h/carol", "https://h.example/?q=carol", "carol@example.org", "#carol", ""})
    EXPECT_EQ(called({text, {}}), "") << text;
}

TEST(Mentions, NothingInsideLinksAndCode) {
  EXPECT_EQ(called({"carol", {{0, 5, Style::code, {}}}}), "");
  EXPECT_EQ(called({"see carol", {{4, 9, Style::link, "https://h"}}}), "");
  EXPECT_EQ(called({"carol", {{0, 5, Style::mention, "@other:b"}}}), "@other:b");
}

TEST(Mentions, TheLongerNameWins) {
  EXPECT_EQ(called({"hello al bundy", {}}), "@alb:a");
}

TEST(Mentions, OfTwoWithOneNameNeitherIsCalled) {
  const std::unordered_map<std::string, std::string> twins = {{"@a:a", "sam"}, {"@b:b", "Sam"}};
  EXPECT_TRUE(mention_people({"sam?", {}}, twins).spans.empty());
}

TEST(Mentions, SpansStayInOrder) {
  const RichText text = mention_people({"bold carol", {{5, 10, Style::bold, {}}}}, people);
  ASSERT_EQ(text.spans.size(), 2U);
  EXPECT_LE(text.spans[0].begin, text.spans[1].begin);
}

TEST(Mentions, TooManyAreNone) {
  std::unordered_map<std::string, std::string> crowd;
  for (int n = 0; n < 60; ++n) crowd["@u" + std::to_string(n) + ":h"] = "ab";
  std::string text;
  while (text.size() < 64 * 1024) text += "ab ";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(mention_people({text, {}}, crowd).spans.empty());
  std::ranges::replace(text, ' ', ',');
  EXPECT_TRUE(mention_people({text, {}}, crowd).spans.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

}  // namespace
}  // namespace gb::matrix
