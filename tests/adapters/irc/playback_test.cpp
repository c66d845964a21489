// What was said while we were away (IRCv3 draft/chathistory), and since when to ask for it.
#include "adapters/irc/playback.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/irc/last_heard.hpp"

namespace gb::irc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time noon{std::chrono::hours(12)};
const Tick start{};

Message line(const std::string& text) {
  return parse(text).value();
}

std::string said(int n) {
  return "@batch=1;msgid=m" + std::to_string(n) + " :b!b@h PRIVMSG #gen :" + std::to_string(n);
}

TEST(Playback, AsksForWhatCameAfter) {
  Playback playback;
  const Message ask = playback.begin(3, "#gen", noon, 0, start);
  EXPECT_EQ(ask.verb, "CHATHISTORY");
  EXPECT_THAT(ask.params, testing::ElementsAre("AFTER", "#gen", "timestamp=1970-01-01T11:59:59.999Z", "100"));
  EXPECT_TRUE(playback.is_filling(3));
  EXPECT_FALSE(playback.is_filling(2));
  EXPECT_EQ(playback.begin(4, "#b", noon, 20, start).params.back(), "20") << "no more than the server gives";
  EXPECT_EQ(playback.begin(5, "#c", noon, 5000, start).params.back(), "100");
}

TEST(Playback, KnowsItsAnswersByTheirBatch) {
  Playback playback;
  playback.begin(3, "#gen", noon, 0, start);
  EXPECT_FALSE(playback.answered(line(said(1)))) << "not open yet";
  playback.batch(line("BATCH +1 chathistory #gen"), 3, start);
  playback.batch(line("BATCH +2 chathistory #other"), 4, start);
  playback.batch(line("BATCH +3 netsplit a b"), 3, start);
  EXPECT_EQ(playback.answered(line(said(1))), 3U);
  EXPECT_FALSE(playback.answered(line("@batch=2;msgid=x :b!b@h PRIVMSG #other :x"))) << "nobody has asked";
  EXPECT_FALSE(playback.answered(line("@batch=3 :b!b@h QUIT :x")));
  EXPECT_FALSE(playback.answered(line(":b!b@h PRIVMSG #gen :live")));
}

TEST(Playback, AFullPageIsFollowedByTheNext) {
  Playback playback;
  playback.begin(3, "#gen", noon, 2, start);
  playback.batch(line("BATCH +1 chathistory #gen"), 3, start);
  playback.answered(line(said(1)));
  playback.answered(line(said(2)));
  auto closed = playback.batch(line("BATCH -1"), {}, start);
  ASSERT_TRUE(closed && closed->ask);
  EXPECT_THAT(closed->ask->params, testing::ElementsAre("AFTER", "#gen", "msgid=m2", "2"));
  playback.batch(line("BATCH +1 chathistory #gen"), 3, start);
  playback.answered(line(said(3)));
  closed = playback.batch(line("BATCH -1"), {}, start);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->place, 3U);
  EXPECT_FALSE(closed->ask) << "less than a page: that was all";
}

TEST(Playback, AServerThatNeverEndsIsNotFollowedForEver) {
  Playback playback;
  playback.begin(0, "#gen", noon, 1, start);
  int pages = 1;
  for (bool more = true; more && pages < 100; ++pages) {
    playback.batch(line("BATCH +1 chathistory #gen"), 0, start);
    playback.answered(line(said(pages)));
    more = playback.batch(line("BATCH -1"), {}, start)->ask.has_value();
  }
  EXPECT_EQ(pages, Playback::most_pages + 1);
}

TEST(Playback, HoldsLiveWordsBackInOrderAndNotTooMany) {
  Playback playback;
  playback.begin(0, "#gen", noon, 0, start);
  std::size_t held = 1;
  while (playback.hold(0, line(":b!b@h PRIVMSG #gen :" + std::to_string(held)))) ++held;
  EXPECT_EQ(held, Playback::most_held);
  const auto messages = playback.finish(0);
  ASSERT_EQ(messages.size(), held);
  EXPECT_EQ(messages.front().param(1), "1");
  EXPECT_EQ(messages.back().param(1), std::to_string(held));
  EXPECT_FALSE(playback.is_filling(0));
  EXPECT_TRUE(playback.finish(0).empty());
}

TEST(Playback, AnAnswerThatDoesNotComeIsOverdue) {
  Playback playback;
  EXPECT_EQ(playback.next(), Tick::max());
  playback.begin(7, "#gen", noon, 0, start);
  EXPECT_EQ(playback.next(), start + Playback::patience);
  EXPECT_TRUE(playback.overdue(start + Playback::patience - milliseconds(1)).empty());
  EXPECT_THAT(playback.overdue(start + Playback::patience), testing::ElementsAre(7U));
}

TEST(LastHeard, IsKeptNowAndThenAndReadAgain) {
  std::vector<std::string> kept;
  LastHeard heard({}, [&](std::string value) { kept.push_back(std::move(value)); });
  EXPECT_FALSE(heard.time());
  heard.set_nick("gb");
  const Tick later = start + std::chrono::hours(1);
  heard.advance(noon, later);
  heard.advance(noon + seconds(1), later + seconds(1));
  heard.advance(noon, later + seconds(2));
  EXPECT_THAT(kept, testing::ElementsAre("43200000 gb")) << "not with each message";
  heard.flush(later + seconds(2));
  EXPECT_THAT(kept, testing::ElementsAre("43200000 gb", "43201000 gb")) << "and never back";
  heard.flush(later + seconds(3));
  EXPECT_EQ(kept.size(), 2U);
  const LastHeard again(kept.back(), {});
  EXPECT_EQ(again.time(), noon + seconds(1));
  EXPECT_EQ(again.nick(), "gb");
}

TEST(LastHeard, WhatCannotBeReadIsNothing) {
  for (const char* text : {"", "x", " 5"}) EXPECT_FALSE(LastHeard(text, {}).time()) << text;
}

}  // namespace
}  // namespace gb::irc
