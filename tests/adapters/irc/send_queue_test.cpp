#include "adapters/irc/send_queue.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using namespace std::chrono_literals;

const Tick start = Tick{} + std::chrono::hours(1);
constexpr std::size_t much = 100'000;

TEST(SendQueue, UrgentOvertakesAndOrderIsKept) {
  SendQueue queue(Pace(1, 0));
  queue.push(Priority::courtesy, "NOTICE");
  queue.push(Priority::enquiry, "MODE");
  queue.push(Priority::chat, "A");
  queue.push(Priority::chat, "B");
  queue.push(Priority::command, "JOIN");
  queue.push(Priority::urgent, "PONG");
  EXPECT_EQ(queue.take(start, much), "PONG\r\nJOIN\r\nA\r\nB\r\nMODE\r\nNOTICE\r\n");
  EXPECT_EQ(queue.next(start), Tick::max());
}

TEST(SendQueue, KeepsThePace) {
  SendQueue queue(Pace(2, 1));
  for (int n = 0; n < 5; ++n) queue.push(Priority::chat, std::to_string(n));
  EXPECT_EQ(queue.take(start, much), "0\r\n1\r\n");
  EXPECT_EQ(queue.take(start + 500ms, much), "");
  EXPECT_EQ(queue.next(start + 500ms), start + 1s);
  EXPECT_EQ(queue.take(start + 1s, much), "2\r\n");
  queue.push(Priority::urgent, "PONG");
  EXPECT_EQ(queue.next(start + 1s), start + 1s);
  EXPECT_EQ(queue.take(start + 1s, much), "PONG\r\n");
}

TEST(SendQueue, DropsWhatARoomHasWaiting) {
  SendQueue queue(Pace(1, 0));
  for (int n = 0; n < 10; ++n) queue.push(Priority::chat, std::to_string(n), RoomId{n % 2});
  EXPECT_EQ(queue.drop(RoomId{1}), 5U);
  EXPECT_EQ(queue.take(start, much), "0\r\n2\r\n4\r\n6\r\n8\r\n");
}

TEST(SendQueue, IsBounded) {
  SendQueue queue(Pace(1, 0));
  std::size_t taken = 0;
  for (std::size_t n = 0; n < 2 * SendQueue::most_lines; ++n) taken += queue.push(Priority::chat, "x") ? 1 : 0;
  EXPECT_EQ(taken, SendQueue::most_lines);
  for (int n = 0; n < 100; ++n) queue.push(Priority::courtesy, "x");
  EXPECT_EQ(queue.size(), SendQueue::most_lines + SendQueue::most_courtesies);
  EXPECT_LE(queue.take(start, 1000).size(), 1003U);
}

TEST(SendQueue, IdleMeansNothingWaitsAndAToken) {
  SendQueue queue(Pace(1, 1));
  EXPECT_TRUE(queue.idle(start));
  queue.push(Priority::chat, "x");
  EXPECT_FALSE(queue.idle(start));
  queue.take(start, much);
  EXPECT_FALSE(queue.idle(start));
  EXPECT_TRUE(queue.idle(start + 1s));
}

}  // namespace
}  // namespace gb::irc
