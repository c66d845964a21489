#include "bridge/core/copy_guard.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

using namespace std::chrono_literals;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};

std::string words(int n) {
  return "something new, number " + std::to_string(n);
}

/// How many of 20 things that alice says `say_again` may say again.
template <class SayAgain>
int heard_of(SayAgain say_again, std::chrono::milliseconds later = 500ms) {
  CopyGuard guard;
  for (int n = 0; n < 20; ++n) {
    EXPECT_FALSE(guard.judge("alice", words(n), noon + n * 15s));
    if (guard.judge("7 relay", say_again(words(n)), noon + n * 15s + later)) return n + 1;
  }
  return 20;
}

TEST(CopyGuard, WhoRepeatsEverythingIsFoundOut) {
  EXPECT_EQ(heard_of([](const std::string& said) { return "<alice> " + said; }), CopyGuard::most_copies);
  EXPECT_EQ(heard_of([](const std::string& said) { return "[net] <gb> <alice> " + said; }), CopyGuard::most_copies);
  EXPECT_EQ(heard_of([](const std::string& said) { return said; }), CopyGuard::most_echoes);
}

TEST(CopyGuard, WhatComesMuchLaterOrHasOtherWordsBeforeItIsNoCopy) {
  EXPECT_EQ(heard_of([](const std::string& said) { return "<alice> " + said; }, 11s), 20);
  EXPECT_EQ(heard_of([](const std::string& said) { return "I do not believe that " + said; }), 20);
  EXPECT_EQ(heard_of([](const std::string& said) { return "<alice> " + said + ", she said"; }), 20);
}

TEST(CopyGuard, ABridgeThatCarriesOtherThingsAsWellIsFoundOutByItsPrefix) {
  CopyGuard guard;
  int found = 0;
  for (int n = 0; n < 6; ++n) {
    guard.judge("alice", words(n), noon + n * 1s);
    if (guard.judge("7 relay", "<alice> " + words(n), noon + n * 1s)) ++found;
    guard.judge("7 relay", "<carol> quite another thing " + std::to_string(n), noon + n * 1s);
  }
  EXPECT_EQ(found, 1);
}

TEST(CopyGuard, PeopleAgree) {
  CopyGuard guard;
  for (int n = 0; n < 200; ++n)
    for (const char* said :
         {"lol", "+1", "same", "yes", "nope", "haha", "true", "wow", "thanks", "good morning everybody"})
      EXPECT_FALSE(guard.judge("7 nick:p" + std::to_string(n % 20), said, noon + n * 10ms)) << said;
}

TEST(CopyGuard, PeopleWhoEchoNowAndThenMayGoOn) {
  CopyGuard guard;
  for (int n = 0; n < 100; ++n) {
    guard.judge("alice", words(n), noon + n * 1s);
    EXPECT_FALSE(guard.judge("7 bob", words(n), noon + n * 1s));
    EXPECT_FALSE(guard.judge("7 bob", "my own words are " + std::to_string(n * n), noon + n * 1s));
  }
}

TEST(CopyGuard, PeopleMayRepeatThemselves) {
  CopyGuard guard;
  for (int n = 0; n < 100; ++n)
    for (const std::string& said : {words(n), words(n), "bob: " + words(n)})
      EXPECT_FALSE(guard.judge("7 bob", said, noon)) << said;
}

// Rooms of one line at a time are given a text line by line.
TEST(CopyGuard, KnowsTheLinesOfALongText) {
  CopyGuard guard;
  std::string text;
  for (int n = 0; n < 5; ++n) text += words(n) + "\n";
  guard.judge("alice", text, noon);
  int found = 0;
  for (int n = 0; n < 5; ++n) found += guard.judge("7 relay", "<alice> " + words(n), noon) ? 1 : 0;
  EXPECT_EQ(found, 1);
}

TEST(CopyGuard, RemembersAFewOnly) {
  CopyGuard guard;
  const std::string large(std::size_t{1} << 20, 'x');
  for (int n = 0; n < 20'000; ++n) {
    const std::string speaker = "7 p" + std::to_string(n);
    EXPECT_FALSE(guard.judge(speaker, "hello there, all of you", noon));
    EXPECT_FALSE(guard.judge(speaker, "<x> hello there, all of you", noon));
    if (n % 1000 == 0) {
      EXPECT_FALSE(guard.judge(speaker, large, noon));
    }
  }
}

}  // namespace
}  // namespace gb::core
