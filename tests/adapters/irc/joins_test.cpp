#include "adapters/irc/joins.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gb::irc {
namespace {

using namespace std::chrono_literals;

const Tick start = Tick{} + std::chrono::hours(1);

TEST(Joins, EightyChannelsInFewLinesKeysFirst) {
  std::vector<Joins::Wanted> wanted;
  for (int n = 0; n < 80; ++n)
    wanted.push_back({"#channel-with-a-name-" + std::to_string(n), n % 16 == 3 ? "key" + std::to_string(n) : ""});
  Joins joins(wanted, 10s);
  joins.registered(start);
  std::set<std::string> seen;
  const auto lines = joins.due(start);
  EXPECT_LE(lines.size(), 10U);
  for (const Message& line : lines) {
    EXPECT_LE(format(line).size(), 510U);
    std::string channels = line.params.at(0);
    std::string keys = line.params.size() > 1 ? line.params[1] : "";
    while (!channels.empty()) {
      const std::string channel = channels.substr(0, channels.find(','));
      channels.erase(0, channel.size() + 1);
      EXPECT_TRUE(seen.insert(channel).second);
      const std::string key = keys.substr(0, keys.find(','));
      keys.erase(0, std::min(keys.size(), key.size() + 1));
      const int number = std::stoi(channel.substr(channel.rfind('-') + 1));
      EXPECT_EQ(key, number % 16 == 3 ? "key" + std::to_string(number) : "") << channel;
    }
  }
  EXPECT_EQ(seen.size(), 80U);
  EXPECT_TRUE(joins.due(start + 1s).empty());
}

TEST(Joins, LongNamesStayUnderTheLineLimit) {
  std::vector<Joins::Wanted> wanted;
  for (int n = 0; n < 20; ++n) wanted.push_back({"#" + std::string(190, 'x') + std::to_string(n), "secret"});
  Joins joins(wanted, 10s);
  joins.registered(start);
  for (const Message& line : joins.due(start)) EXPECT_LE(format(line).size(), 510U);
}

TEST(Joins, OneMoreIsDueAtOnceAndAForgottenOneNever) {
  Joins joins({{"#gen", ""}}, 10s);
  const Tick now{};
  joins.registered(now);
  joins.due(now);
  joins.joined(0, now);
  EXPECT_EQ(joins.next(), Tick::max());
  joins.add({"#more", "key"}, now + 5s);
  EXPECT_EQ(joins.next(), now + 5s);
  ASSERT_EQ(joins.due(now + 5s).size(), 1U);
  joins.forget(1);
  EXPECT_EQ(joins.next(), Tick::max());
  joins.lost(0, now + 6s);
  joins.forget(0);
  EXPECT_TRUE(joins.due(now + 1h).empty());
}

TEST(Joins, UnansweredIsAskedAgain) {
  Joins joins({{"#gen", ""}}, 10s);
  EXPECT_EQ(joins.next(), Tick::max());
  joins.registered(start);
  EXPECT_EQ(joins.due(start).size(), 1U);
  EXPECT_EQ(joins.next(), start + 10s);
  EXPECT_TRUE(joins.due(start + 9s).empty());
  EXPECT_EQ(joins.due(start + 10s).size(), 1U);
  joins.joined(0, start + 11s);
  EXPECT_EQ(joins.next(), Tick::max());
  EXPECT_TRUE(joins.due(start + 1h).empty());
}

TEST(Joins, RefusalsWaitLongerEachTime) {
  Joins joins({{"#gen", ""}}, 10s);
  joins.registered(start);
  Tick now = start;
  std::vector<std::chrono::seconds> waits;
  for (int n = 0; n < 4; ++n) {
    ASSERT_EQ(joins.due(now).size(), 1U);
    joins.lost(0, now);
    waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(joins.next() - now));
    now = joins.next();
  }
  EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{10s, 20s, 40s, 80s}));
}

TEST(Joins, ALoginTriesWhatWasRefusedAtOnce) {
  Joins joins({{"#gen", ""}, {"#kicked", ""}}, 10s);
  joins.registered(start);
  joins.due(start);
  joins.lost(0, start);
  joins.joined(1, start);
  joins.lost(1, start + 1s);
  joins.logged_in(start + 3s);
  const auto lines = joins.due(start + 3s);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].params, std::vector<std::string>{"#gen"});
  joins.logged_in(start + 4s);
  EXPECT_TRUE(joins.due(start + 4s).empty());
}

TEST(Joins, KicksGrowUntilAChannelWasKept) {
  Joins joins({{"#gen", ""}}, 10s);
  joins.registered(start);
  Tick now = start;
  const auto kick_after = [&](std::chrono::seconds kept) {
    joins.due(now);
    joins.joined(0, now);
    now += kept;
    joins.lost(0, now);
    const auto wait = joins.next() - now;
    now = joins.next();
    return std::chrono::duration_cast<std::chrono::seconds>(wait);
  };
  EXPECT_EQ(kick_after(5s), 10s);
  EXPECT_EQ(kick_after(5s), 20s);
  EXPECT_EQ(kick_after(5s), 40s);
  EXPECT_EQ(kick_after(10min), 10s);
}

TEST(Joins, TheEndOfTheGreetingMakesThemDueAtOnce) {
  Joins joins({{"#gen", ""}}, 10s);
  joins.registered(start + 1s);
  EXPECT_TRUE(joins.due(start).empty());
  joins.greeted(start);
  EXPECT_EQ(joins.due(start).size(), 1U);
  joins.greeted(start);
  EXPECT_TRUE(joins.due(start).empty());
}

}  // namespace
}  // namespace gb::irc
