#include "bridge/admin/happenings.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "bridge/admin/rate.hpp"

namespace gb::admin {
namespace {

using testing::ElementsAre;

Happening one(std::int64_t entry) {
  Happening made;
  made.entry = Seq{entry};
  return made;
}

std::vector<std::int64_t> entries(const std::vector<Happening>& happenings) {
  std::vector<std::int64_t> out;
  for (const Happening& happening : happenings) out.push_back(happening.entry.value);
  return out;
}

TEST(Happenings, KeepTheLastOnesNewestFirst) {
  Happenings ring(3);
  EXPECT_TRUE(ring.last(5).empty());
  for (std::int64_t n = 1; n <= 2; ++n) ring.add(one(n));
  EXPECT_THAT(entries(ring.last(5)), ElementsAre(2, 1));
  for (std::int64_t n = 3; n <= 5; ++n) ring.add(one(n));
  EXPECT_THAT(entries(ring.last(5)), ElementsAre(5, 4, 3));
  EXPECT_THAT(entries(ring.last(1)), ElementsAre(5));
}

TEST(Happenings, CollectTheStoryOfOneOldestFirst) {
  Happenings ring(4);
  for (const std::int64_t n : {7, 1, 7, 2, 7}) {
    Happening made = one(n);
    made.took = static_cast<std::int64_t>(entries(ring.last(9)).size());
    ring.add(made);
  }
  std::vector<Happening> found;
  ring.collect(Seq{7}, found);
  EXPECT_THAT(entries(found), ElementsAre(7, 7));
  EXPECT_LT(found.front().took, found.back().took);
}

TEST(RecentRate, CountsTheLastMinute) {
  using namespace std::chrono_literals;
  RecentRate rate;
  const Tick begin{1000s};
  EXPECT_EQ(rate.per_minute(begin), 0U);
  for (int n = 0; n < 10; ++n) rate.add(begin);
  rate.add(begin + 30s);
  EXPECT_EQ(rate.per_minute(begin + 30s), 11U);
  EXPECT_EQ(rate.per_minute(begin + 59s), 11U);
  EXPECT_EQ(rate.per_minute(begin + 61s), 1U);
  EXPECT_EQ(rate.per_minute(begin + 95s), 0U);
  rate.add(begin + 10'000s);
  EXPECT_EQ(rate.per_minute(begin + 10'001s), 1U);
}

}  // namespace
}  // namespace gb::admin
