#include "adapters/irc/batches.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

Message line(std::string_view text) {
  return parse(text).value();
}

TEST(Batches, KnowsHistoryHoweverDeep) {
  Batches batches;
  batches.take(line(":s BATCH +7 chathistory #gen"));
  batches.take(line("@batch=7 :s BATCH +8 draft/multiline #gen"));
  EXPECT_TRUE(batches.is_history(line("@batch=7 :b!b@h PRIVMSG #gen :old")));
  EXPECT_TRUE(batches.is_history(line("@batch=8 :b!b@h PRIVMSG #gen :old")));
  EXPECT_FALSE(batches.is_history(line(":b!b@h PRIVMSG #gen :new")));
  batches.take(line(":s BATCH -8"));
  batches.take(line(":s BATCH -7"));
  EXPECT_FALSE(batches.is_history(line("@batch=7 :b!b@h PRIVMSG #gen :new")));
}

TEST(Batches, OtherKindsAreNoHistory) {
  Batches batches;
  batches.take(line(":s BATCH +n netsplit a b"));
  EXPECT_FALSE(batches.is_history(line("@batch=n :b!b@h QUIT :a b")));
}

TEST(Batches, LabelOfAMessageOrOfItsBatch) {
  Batches batches;
  batches.take(line("@label=x :s BATCH +1 labeled-response"));
  EXPECT_EQ(batches.label_of(line("@batch=1 :b!b@h PRIVMSG #gen :hi")), "x");
  EXPECT_EQ(batches.label_of(line("@label=y :b!b@h PRIVMSG #gen :hi")), "y");
  EXPECT_EQ(batches.label_of(line(":b!b@h PRIVMSG #gen :hi")), "");
}

TEST(Batches, AreBoundedAndMindNoNonsense) {
  Batches batches;
  for (const char* text : {":s BATCH", ":s BATCH +", ":s BATCH -", ":s BATCH -unknown", "BATCH +1"})
    batches.take(line(text));
  for (int n = 0; n < 1000; ++n) batches.take(line("BATCH +b" + std::to_string(n) + " chathistory #gen"));
  EXPECT_TRUE(batches.is_history(line("@batch=b0 :b!b@h PRIVMSG #gen :old")));
  EXPECT_FALSE(batches.is_history(line("@batch=b999 :b!b@h PRIVMSG #gen :old")));
}

}  // namespace
}  // namespace gb::irc
