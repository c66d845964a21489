#include "adapters/irc/wire/pace.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(IrcPace, ABurstAndThenARate) {
  Pace pace(3, 0.5);
  const Pace::Tick start = Pace::Tick{} + seconds(3600);
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(pace.take(start));
  EXPECT_FALSE(pace.take(start));
  EXPECT_GT(pace.wait(start), milliseconds(1900));
  EXPECT_FALSE(pace.take(start + milliseconds(1900)));
  EXPECT_TRUE(pace.take(start + milliseconds(2001)));
  EXPECT_FALSE(pace.take(start + milliseconds(2002)));
}

TEST(IrcPace, NoMoreThanABurstIsSaved) {
  Pace pace(2, 10);
  const Pace::Tick later = Pace::Tick{} + seconds(3600);
  EXPECT_TRUE(pace.take(later));
  EXPECT_TRUE(pace.take(later));
  EXPECT_FALSE(pace.take(later));
}

TEST(IrcPace, WithoutARateThereIsNoPacing) {
  Pace pace(1, 0);
  for (int n = 0; n < 1000; ++n) EXPECT_TRUE(pace.take({}));
}

}  // namespace
}  // namespace gb::irc
