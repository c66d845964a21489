#include "adapters/irc/wire/split.hpp"

#include <gmock/gmock.h>

#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

using testing::ElementsAre;

TEST(IrcSplit, AtWordsWhereItCan) {
  EXPECT_THAT(split_text("hello there world", 11), ElementsAre("hello there", "world"));
  EXPECT_THAT(split_text("short", 100), ElementsAre("short"));
  EXPECT_THAT(split_text("one\ntwo\n\nthree", 100), ElementsAre("one", "two", "three"));
  EXPECT_THAT(split_text("", 100), ElementsAre());
}

TEST(IrcSplit, NothingIsLostOrDoubled) {
  const std::string text =
      "Ünïcödé 👩‍👩‍👧‍👦 текст 日本語 and a verylongwordwithoutanyspacesatallthatmustbecut "
      "end";
  for (std::size_t limit = 4; limit < text.size() + 5; ++limit) {
    std::string joined;
    for (const std::string& line : split_text(text, limit)) {
      EXPECT_LE(line.size(), limit);
      EXPECT_TRUE(text::is_utf8(line)) << limit << ": " << line;
      joined += line;
    }
    std::string expected = text;
    std::erase(joined, ' ');
    std::erase(expected, ' ');
    EXPECT_EQ(joined, expected) << limit;
  }
}

TEST(IrcSplit, AnEmojiFamilyStaysTogether) {
  const std::string family = "👩‍👩‍👧‍👦";
  const auto lines = split_text("aaaaaaaaaa" + family, family.size() + 3);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], family);
}

TEST(IrcSplit, WhatIsTooMuchIsSaid) {
  const auto lines = bound_lines({"1", "2", "3", "4"}, 2);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], "2");
  EXPECT_NE(lines[2].find('2'), std::string::npos) << lines[2];
  EXPECT_EQ(bound_lines({"1", "2"}, 2).size(), 2U);
}

TEST(IrcSplit, TheLineAsOthersSeeItFits) {
  const std::size_t room = room_for_text(512, "PRIVMSG", "#channel", "bot", "~bot", "example.org");
  const std::string line = ":bot!~bot@example.org PRIVMSG #channel :" + std::string(room, 'x') + "\r\n";
  EXPECT_EQ(line.size(), 512U);
  EXPECT_LT(room_for_text(512, "PRIVMSG", "#channel", "bot", "", ""), room) << "not knowing costs room";
}

}  // namespace
}  // namespace gb::irc
