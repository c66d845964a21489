#include "adapters/irc/sts.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using namespace std::chrono_literals;

const Time now{std::chrono::milliseconds(1'769'860'800'000)};

TEST(Sts, ReadsTheOffer) {
  const auto offer = sts_offer(*parse(":s CAP * LS :multi-prefix sts=duration=3600,port=6697,preload sasl"));
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->port, 6697);
  EXPECT_EQ(offer->duration, 3600s);
  EXPECT_TRUE(sts_offer(*parse(":s CAP * LS * :sts=port=1")));
  EXPECT_TRUE(sts_offer(*parse(":s CAP gb NEW :sts=duration=1")));
}

TEST(Sts, NonsenseIsNoOffer) {
  EXPECT_FALSE(sts_offer(*parse(":s CAP * LS :multi-prefix stsx=port=1")));
  EXPECT_FALSE(sts_offer(*parse(":s CAP * ACK :sts=port=1")));
  EXPECT_FALSE(sts_offer(*parse(":s PRIVMSG gb LS :sts=port=1")));
  for (const char* value : {"port=0", "port=65536x", "port=", "port", "=", ",,,", "port=-1"}) {
    const auto offer = sts_offer(*parse(std::string(":s CAP * LS :sts=") + value));
    ASSERT_TRUE(offer) << value;
    EXPECT_FALSE(offer->port) << value;
  }
}

TEST(Sts, PoliciesExpireAndAreRenewedAtTheEnd) {
  StsPolicies policies;
  EXPECT_FALSE(policies.find("h", now));
  policies.learn("h", 6697, 60s, now);
  EXPECT_EQ(policies.find("h", now + 59s)->port, 6697);
  EXPECT_FALSE(policies.find("h", now + 60s));
  policies.renew("h", now + 30s);
  EXPECT_TRUE(policies.find("h", now + 80s));
  EXPECT_FALSE(policies.find("other", now));
}

TEST(Sts, ADurationOfZeroTakesItBack) {
  std::vector<std::string> told;
  StsPolicies policies(
      [&](const std::string& host, const auto& policy) { told.push_back(host + (policy ? " kept" : " forgotten")); });
  policies.learn("h", 6697, 60s, now);
  policies.learn("h", 6697, 0s, now);
  policies.learn("h", 6697, 0s, now);
  EXPECT_FALSE(policies.find("h", now));
  EXPECT_EQ(told, (std::vector<std::string>{"h kept", "h forgotten"}));
}

}  // namespace
}  // namespace gb::irc
