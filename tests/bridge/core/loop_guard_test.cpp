#include "bridge/core/loop_guard.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

using Verdict = LoopGuard::Verdict;
using namespace std::chrono_literals;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};

TEST(LoopGuard, AFewRoundsAndItIsOver) {  // F96
  LoopGuard guard;
  std::string text = "hello there";
  int heard = 0;
  for (int round = 0; round < 20; ++round) {
    if (guard.judge(RoomId{1}, "@relay:x", text, noon + round * 1s) == Verdict::fine) ++heard;
    text.insert(0, "[p" + std::to_string(round) + "] <relay> ");
  }
  EXPECT_EQ(heard, LoopGuard::most_rounds);
  EXPECT_EQ(guard.judge(RoomId{1}, "@relay:x", "something else entirely", noon + 30s), Verdict::paused);
  EXPECT_EQ(guard.judge(RoomId{1}, "@relay:x", "something else entirely", noon + 11min), Verdict::fine);
}

TEST(LoopGuard, TwoLoopsAtOnceAreSeen) {
  LoopGuard guard;
  std::string one = "first thing";
  std::string two = "second thing";
  int loops = 0;
  for (int round = 0; round < 10; ++round)
    for (std::string* text : {&one, &two}) {
      if (guard.judge(RoomId{1}, "relay", *text, noon) == Verdict::loop) ++loops;
      text->insert(0, "<x> ");
    }
  EXPECT_EQ(loops, 1);
}

TEST(LoopGuard, PeopleMayRepeatThemselves) {
  LoopGuard guard;
  for (int n = 0; n < 100; ++n) EXPECT_EQ(guard.judge(RoomId{1}, "bob", "the very same words", noon), Verdict::fine);
  std::string laughter = "ha";
  for (int n = 0; n < 3; ++n) EXPECT_EQ(guard.judge(RoomId{1}, "bob", laughter += "ha", noon), Verdict::fine);
}

// Each line is the one before with something put before it, as in a loop.
TEST(LoopGuard, LaughterAndQuotesGrowWithoutBeingALoop) {
  for (const std::string piece : {"a", "ha", "ha ", "ja, ", "> ", ">> ", "😂", ":) "}) {
    LoopGuard guard;
    std::string text = "hahahaha";
    for (int n = 0; n < 20; ++n) {
      EXPECT_EQ(guard.judge(RoomId{1}, "bob", text, noon + n * 1s), Verdict::fine) << text;
      text.insert(0, piece);
    }
  }
}

TEST(LoopGuard, KnowsWhatBridgesPutBeforeTheWords) {
  for (const std::string prefix : {"<relay> ", "[irc] ", "relay: ", "[irc] <7> ", "<Жан>", "<other> relay:  "}) {
    LoopGuard guard;
    std::string text = "relay says hahahaha";
    int loops = 0;
    for (int n = 0; n < 10; ++n) {
      if (guard.judge(RoomId{1}, "relay", text, noon + n * 1s) == Verdict::loop) ++loops;
      text.insert(0, prefix);
    }
    EXPECT_EQ(loops, 1) << prefix;
  }
}

TEST(LoopGuard, OthersAndOtherRoomsGoOn) {
  LoopGuard guard;
  std::string text = "hello there";
  for (int round = 0; round < 9; ++round) guard.judge(RoomId{1}, "relay", text.insert(0, "<x> "), noon);
  EXPECT_EQ(guard.judge(RoomId{1}, "bob", text, noon), Verdict::fine);
  EXPECT_EQ(guard.judge(RoomId{2}, "relay", text, noon), Verdict::fine);
}

TEST(LoopGuard, RemembersAFewOnly) {
  LoopGuard guard;
  for (int n = 0; n < 10'000; ++n)
    EXPECT_EQ(guard.judge(RoomId{1}, "somebody " + std::to_string(n), "hello there", noon + n * 1s), Verdict::fine);
}

}  // namespace
}  // namespace gb::core
