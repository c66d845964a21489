#include "bridge/files/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bridge/files/lane.hpp"

namespace gb::files {
namespace {

class WorkersTest : public testing::Test {
 protected:
  ~WorkersTest() override { workers_.stop(); }

  Done<int> tell() {
    return [this](const result<int>& outcome) {
      EXPECT_EQ(std::this_thread::get_id(), test_thread_) << "on the loop";
      told_.push_back(outcome ? std::to_string(*outcome) : outcome.error().told);
    };
  }

  using Told = std::vector<std::string>;

  const std::thread::id test_thread_ = std::this_thread::get_id();
  boost::asio::io_context loop_;
  Workers workers_{loop_.get_executor()};
  Told told_;
};

TEST_F(WorkersTest, WorkIsDoneElsewhereAndCompletesOnTheLoop) {
  std::atomic<bool> elsewhere = false;
  workers_.run<int>(tell(), [&] {
    elsewhere = std::this_thread::get_id() != test_thread_;
    return 1;
  });
  EXPECT_TRUE(told_.empty());
  loop_.run();  // Does not end before.
  EXPECT_EQ(told_, Told{"1"});
  EXPECT_TRUE(elsewhere);
}

TEST_F(WorkersTest, WhatWorkThrowsIsItsError) {
  workers_.run<int>(tell(), []() -> int { throw std::runtime_error("the disk is full"); });
  loop_.run();
  EXPECT_EQ(told_, Told{"the disk is full"});
}

TEST_F(WorkersTest, OfOneStrandOneIsDoneAfterAnother) {
  const Workers::Strand strand = workers_.make_strand();
  std::vector<int> begun;  // Without a lock: no two at once.
  Told expected;
  for (int n = 0; n < 200; ++n) {
    expected.push_back(std::to_string(n));
    workers_.run<int>(strand, tell(), [&begun, n] {
      begun.push_back(n);
      return static_cast<int>(begun.size()) - 1;
    });
  }
  loop_.run();
  EXPECT_EQ(told_, expected);
}

TEST_F(WorkersTest, WhatHasNotBegunWhenTheyStopIsNotDone) {
  const Workers::Strand strand = workers_.make_strand();
  std::promise<void> begun;
  workers_.run<int>(strand, tell(), [&] {
    begun.set_value();
    while (!workers_.stopping()) std::this_thread::yield();
    return 1;
  });
  workers_.run<int>(strand, tell(), [] { return 2; });
  begun.get_future().wait();
  workers_.stop();
  EXPECT_TRUE(told_.empty());
  loop_.run();
  EXPECT_EQ(told_, (Told{"1", "the server is stopping"}));
}

TEST_F(WorkersTest, ALaneRefusesWhatWouldWaitBeyondItsBound) {
  Lane lane(workers_, 2);
  std::promise<void> go;
  const auto held = [gone = go.get_future().share()] {
    gone.wait();
    return 1;
  };
  for (int n = 0; n < 3; ++n) lane.run<int>(tell(), held);
  EXPECT_TRUE(told_.empty()) << "never from within the call";
  loop_.run_one();
  EXPECT_EQ(told_, Told{"too many files at once; try again in a moment"});
  go.set_value();
  loop_.run();
  lane.run<int>(tell(), [] { return 2; });
  loop_.restart();
  loop_.run();
  EXPECT_EQ(told_, (Told{"too many files at once; try again in a moment", "1", "1", "2"})) << "places are free again";
}

}  // namespace
}  // namespace gb::files
