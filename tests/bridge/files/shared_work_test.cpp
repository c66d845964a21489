#include "bridge/files/shared_work.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gb::files {
namespace {

class SharedWorkTest : public testing::Test {
 protected:
  struct Begun {
    SharedWork<int>::Wanted wanted;
    Done<int> end;
  };

  SharedWork<int>::Leave wait_for(const std::string& name, int who) {
    const auto done = [this, who](const result<int>& outcome) { told_.push_back(who * 10 + outcome.value()); };
    return works_.wait_for(name, done, [this](SharedWork<int>::Wanted wanted, Done<int> end) {
      begun_.push_back({std::move(wanted), std::move(end)});
    });
  }

  SharedWork<int> works_;
  std::vector<Begun> begun_;
  std::vector<int> told_;
};

TEST_F(SharedWorkTest, ThoseWhoWaitForTheSameShareIt) {
  wait_for("a", 1);
  wait_for("a", 2);
  wait_for("b", 3);
  ASSERT_EQ(begun_.size(), 2U);
  begun_[0].end(7);
  EXPECT_EQ(told_, (std::vector{17, 27}));
  wait_for("a", 4);
  EXPECT_EQ(begun_.size(), 3U) << "the first is done";
}

TEST_F(SharedWorkTest, IsWantedAsLongAsSomebodyWaits) {
  const auto one = wait_for("a", 1);
  const auto other = wait_for("a", 2);
  one();
  one();
  EXPECT_TRUE(begun_[0].wanted());
  other();
  EXPECT_FALSE(begun_[0].wanted());
  wait_for("a", 3);
  ASSERT_EQ(begun_.size(), 2U) << "what is ending is begun anew";
  EXPECT_TRUE(begun_[1].wanted());
  begun_[0].end(7);
  EXPECT_TRUE(told_.empty());
  wait_for("a", 4);
  ASSERT_EQ(begun_.size(), 2U) << "the end of the old one is not that of the new one";
  begun_[1].end(8);
  EXPECT_EQ(told_, (std::vector{38, 48}));
}

}  // namespace
}  // namespace gb::files
