#include "adapters/irc/window.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using delivery::Delivered;
using delivery::Refused;
using delivery::Retry;

template <class Kind>
const Kind& as(const delivery::Receipt& receipt) {
  return std::get<Kind>(receipt);
}

TEST(Window, WithoutEchoThePongSettlesUnproven) {
  Window window(2, false);
  window.sent(0, "");
  window.sent(1, "");
  EXPECT_FALSE(window.over());
  window.close();
  const auto receipts = window.receipts();
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_FALSE(as<Delivered>(receipts[0]).proven);
}

TEST(Window, EchoesProveInOrderAndBringIds) {
  Window window(2, false);
  window.sent(0, "");
  window.sent(0, "");
  window.sent(1, "");
  window.confirmed("", "m1");
  window.confirmed("", "m2");
  window.confirmed("", "");
  window.close();
  const auto receipts = window.receipts();
  EXPECT_EQ(as<Delivered>(receipts[0]).remote_ids, (std::vector<std::string>{"m1", "m2"}));
  EXPECT_TRUE(as<Delivered>(receipts[0]).proven);
  EXPECT_TRUE(as<Delivered>(receipts[1]).proven);
}

TEST(Window, LabelsAreExactWhateverTheOrder) {
  Window window(3, true);
  window.sent(0, "a");
  window.sent(1, "b");
  window.sent(2, "c");
  window.confirmed("c", "m3");
  window.refused("b", "no");
  window.confirmed("", "someone's");
  window.confirmed("unknown", "x");
  window.close();
  const auto receipts = window.receipts();
  EXPECT_FALSE(as<Delivered>(receipts[0]).proven);
  EXPECT_EQ(as<Refused>(receipts[1]).reason, "no");
  EXPECT_EQ(as<Delivered>(receipts[2]).remote_ids, std::vector<std::string>{"m3"});
}

TEST(Window, ALossRetriesWhatHasNoReceipt) {
  Window window(3, false);
  for (std::size_t n = 0; n < 3; ++n) window.sent(n, "");
  window.confirmed("", "m1");
  window.lose();
  const auto receipts = window.receipts();
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_EQ(as<Delivered>(receipts[0]).remote_ids, std::vector<std::string>{"m1"});
  EXPECT_TRUE(std::holds_alternative<Retry>(receipts[1]));
}

TEST(Window, AnEntryWithoutLinesIsDelivered) {
  Window window(1, false);
  window.lose();
  EXPECT_TRUE(as<Delivered>(window.receipts().at(0)).proven);
}

TEST(Window, OneRefusedLineRefusesItsEntry) {
  Window window(1, false);
  window.sent(0, "");
  window.sent(0, "");
  window.confirmed("", "m1");
  window.refused("", "too long");
  window.refused("", "nothing is open any more");
  window.close();
  EXPECT_EQ(as<Refused>(window.receipts().at(0)).reason, "too long");
}

}  // namespace
}  // namespace gb::irc
