#include "bridge/gateway/engine/deadlines.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "tests/support/until.hpp"

namespace gb::gateway {
namespace {

using std::chrono::milliseconds;

Tick now() {
  return std::chrono::steady_clock::now();
}

/// Has a deadline that can be moved; counts how often it was asked.
class Thing final : public Timed {
 public:
  Tick on_deadline(Tick at) override {
    ++asked;
    if (at < deadline) return deadline;
    ++expired;
    return Tick::max();
  }

  Tick deadline;
  int asked = 0;
  int expired = 0;
};

class DeadlinesTest : public testing::Test {
 protected:
  boost::asio::io_context loop;
  Deadlines deadlines{loop.get_executor()};
  std::shared_ptr<Thing> thing = std::make_shared<Thing>();
};

TEST_F(DeadlinesTest, ComesOnceAndNotBefore) {
  thing->deadline = now() + milliseconds(30);
  deadlines.schedule(thing, thing->deadline);
  gb::test::run_for(loop, milliseconds(15));
  EXPECT_EQ(thing->expired, 0);
  gb::test::run_for(loop, milliseconds(50));
  EXPECT_EQ(thing->expired, 1);
  EXPECT_EQ(thing->asked, 1);
}

// A connection that lives long makes many requests, each of which moves its deadline.
TEST_F(DeadlinesTest, MovingItBackAgainAndAgainCostsOneQuestion) {
  for (int n = 0; n < 1000; ++n) {
    thing->deadline = now() + milliseconds(40);
    deadlines.schedule(thing, thing->deadline);
  }
  gb::test::run_for(loop, milliseconds(100));
  EXPECT_EQ(thing->expired, 1);
  EXPECT_LE(thing->asked, 3);
}

TEST_F(DeadlinesTest, MovingItForwardCounts) {
  thing->deadline = now() + std::chrono::hours(1);
  deadlines.schedule(thing, thing->deadline);
  thing->deadline = now() + milliseconds(10);
  deadlines.schedule(thing, thing->deadline);
  EXPECT_TRUE(gb::test::until(
      loop, [&] { return thing->expired == 1; }, milliseconds(500)));
}

TEST_F(DeadlinesTest, WhoIsGoneIsNotAsked) {
  thing->deadline = now() + milliseconds(10);
  deadlines.schedule(thing, thing->deadline);
  const std::weak_ptr<Thing> gone = thing;
  thing.reset();
  EXPECT_TRUE(gone.expired()) << "a deadline keeps nobody alive";
  gb::test::run_for(loop, milliseconds(30));
}

TEST_F(DeadlinesTest, NothingComesAfterStop) {
  thing->deadline = now() + milliseconds(10);
  deadlines.schedule(thing, thing->deadline);
  deadlines.stop();
  deadlines.schedule(thing, now());
  gb::test::run_for(loop, milliseconds(30));
  EXPECT_EQ(thing->asked, 0);
}

}  // namespace
}  // namespace gb::gateway
