#include "adapters/irc/wire/message.hpp"

#include <gmock/gmock.h>

namespace gb::irc {
namespace {

using testing::ElementsAre;

TEST(IrcMessage, ReadsWhatServersSend) {
  const auto message =
      parse("@time=2026-01-31T12:00:00.000Z;msgid=x;+typing=active :bob!b@h PRIVMSG #gen :hi  there \r\n");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->source, "bob!b@h");
  EXPECT_EQ(message->verb, "PRIVMSG");
  EXPECT_THAT(message->params, ElementsAre("#gen", "hi  there "));
  EXPECT_EQ(message->tag("+typing"), "active");
  EXPECT_EQ(message->tag("nothing"), std::nullopt);
  EXPECT_EQ(message->param(7), "");
}

TEST(IrcMessage, NonsenseIsNoMessage) {
  for (const char* line : {"", " ", "\r\n", ":", ":source", "@tag", "@tag :source", "@;;;", ": :x", "@ @x"})
    EXPECT_FALSE(parse(line)) << line;
}

TEST(IrcMessage, OddTagsHurtNobody) {
  const auto message = parse("@=x;;a=;b;a=1\\ VERB");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->tag("a"), "1");
  EXPECT_EQ(message->tag("b"), "");
  EXPECT_EQ(message->tags.size(), 3U);
}

TEST(IrcMessage, WhatIsFormattedReadsBackTheSame) {
  Message message;
  message.tags = {{"label", "a;b c\\d\r\n"}, {"+x", ""}};
  message.source = "bob";
  message.verb = "PRIVMSG";
  message.params = {"#gen", ":) hello there"};
  const auto again = parse(format(message));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->tags, message.tags);
  EXPECT_EQ(again->source, message.source);
  EXPECT_EQ(again->params, message.params);
}

TEST(IrcMessage, NobodySmugglesALineIn) {
  EXPECT_EQ(format({{}, {}, "PRIVMSG", {"#a", std::string("x\r\nQUIT\0y", 9)}}), "PRIVMSG #a :x  QUIT y");
}

TEST(IrcMessage, MasksWithBackslash) {
  EXPECT_TRUE(matches("a\\*b", "a*b"));
  EXPECT_FALSE(matches("a\\*b", "axb"));
  EXPECT_TRUE(matches("\\?", "?"));
  EXPECT_TRUE(matches("*!*@*.example.org", "bob!b@host.example.org"));
  EXPECT_FALSE(matches("*x", "xy"));
}

}  // namespace
}  // namespace gb::irc
