#include "adapters/origin/posting.hpp"

#include <gtest/gtest.h>

namespace gb::origin {
namespace {

using delivery::Delivered;
using delivery::Receipt;
using delivery::Retry;
using namespace std::chrono_literals;

constexpr Seq head{10};  // Of the log, when the process began.
constexpr auto late = 2s;
const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z
const Tick start{1h};

core::Entry entry(std::int64_t seq, Time created = noon) {
  core::Entry out;
  out.seq = Seq{seq};
  out.created = created;
  return out;
}

Own own(std::string remote, std::optional<guild::Date> created = std::nullopt) {
  return {std::move(remote), created};
}

/// The remote id that an entry is delivered with; empty: it is not.
std::string remote_of(const std::optional<Receipt>& receipt) {
  const auto* delivered = receipt ? std::get_if<Delivered>(&*receipt) : nullptr;
  return delivered != nullptr && delivered->remote_ids.size() == 1 ? delivered->remote_ids.front() : "";
}

/// A channel that is entered, as of the first connection of a process.
Posting fresh() {
  Posting posting(head, late);
  posting.expect_history();
  posting.entered(start);
  return posting;
}

/// The entry was posted, and nothing came of it; then another connection has entered the channel.
Posting lost(Seq seq) {
  Posting posting = fresh();
  posting.posted(seq);
  posting.over();
  posting.settle(Retry{1s, "the post did not come back", true});
  posting.expect_history();
  posting.entered(start);
  return posting;
}

TEST(Posting, OurMessageComingBackIsTheReceipt) {
  Posting posting = fresh();
  EXPECT_FALSE(posting.known(entry(11), start));
  posting.posted(Seq{11});
  EXPECT_EQ(remote_of(posting.came_back(own("5#0"))), "5#0");
  posting.over();
  posting.settle(Delivered{{"5#0"}});
  EXPECT_FALSE(posting.known(entry(12), start)) << "the next one is another matter";
}

TEST(Posting, WithNothingUnderWayOurMessageIsNoReceipt) {
  Posting posting = fresh();
  EXPECT_FALSE(posting.came_back(own("5#0"))) << "somebody uses our account";
  EXPECT_FALSE(posting.known(entry(11), start)) << "and no entry has become it";
}

TEST(Posting, AGoodAcknowledgementIsNoReceiptYet) {
  Posting posting = fresh();
  EXPECT_FALSE(posting.acknowledges());
  const auto ack = posting.next_ack();
  posting.posted(Seq{11});
  EXPECT_FALSE(posting.acknowledged(ack, {true, ""}));
  EXPECT_TRUE(posting.acknowledges());
}

TEST(Posting, ARefusalIsOwedToThePostUnderWayOnly) {
  Posting posting = fresh();
  const auto earlier = posting.next_ack();
  const auto ack = posting.next_ack();
  EXPECT_FALSE(posting.acknowledged(ack, {false, "no"})) << "nothing is under way";
  posting.posted(Seq{11});
  EXPECT_FALSE(posting.acknowledged(earlier, {false, "no"}));
  EXPECT_FALSE(posting.acknowledged(std::nullopt, {false, "no"}));
  const auto refused = posting.acknowledged(ack, {false, "too long"});
  ASSERT_TRUE(refused);
  const auto& retry = std::get<Retry>(*refused);
  EXPECT_EQ(retry.reason, "too long");
  EXPECT_TRUE(retry.suspect) << "it may be the entry itself";
  EXPECT_FALSE(retry.planned);
  EXPECT_EQ(std::get<Retry>(posting.acknowledged(ack, {false, ""}).value()).reason, "refused");
}

TEST(Posting, WhatTheHistoryHasIsNotPostedAgain) {
  Posting posting = lost(Seq{11});
  posting.found(own("5#0"));
  EXPECT_EQ(remote_of(posting.known(entry(11), start)), "5#0");
}

TEST(Posting, OfSeveralTheOldestCounts) {
  Posting posting = lost(Seq{11});
  posting.found(own("5#0"));
  posting.found(own("6#0"));
  EXPECT_EQ(remote_of(posting.known(entry(11), start)), "5#0");
  EXPECT_EQ(remote_of(posting.known(entry(11), start)), "") << "once";
}

TEST(Posting, ANewHistoryKnowsBetter) {
  Posting posting = lost(Seq{11});
  posting.found(own("5#0"));
  posting.expect_history();
  posting.entered(start);
  EXPECT_FALSE(posting.known(entry(11), start + late));
}

TEST(Posting, WhatTheHistoryDoesNotHaveMayStillCome) {
  Posting posting = lost(Seq{11});
  const auto wait = posting.known(entry(11), start + 500ms);
  ASSERT_TRUE(wait);
  const auto& retry = std::get<Retry>(*wait);
  EXPECT_EQ(retry.after, late - 500ms);
  EXPECT_TRUE(retry.planned) << "nothing has failed";
  EXPECT_FALSE(retry.suspect);
  posting.settle(*wait);
  EXPECT_TRUE(posting.known(entry(11), start + late - 1ms));
  EXPECT_FALSE(posting.known(entry(11), start + late)) << "it is posted again";
}

TEST(Posting, WhatComesLateIsThePostThatWasGivenUp) {
  Posting posting = lost(Seq{11});
  ASSERT_TRUE(posting.known(entry(11), start));
  EXPECT_FALSE(posting.came_back(own("7#0")));
  EXPECT_EQ(remote_of(posting.known(entry(11), start + 1s)), "7#0");
}

TEST(Posting, OnlyThePostThatWasGivenUpIsWaitedFor) {
  Posting posting = lost(Seq{11});
  EXPECT_FALSE(posting.known(entry(12), start)) << "the entry before was taken back meanwhile";
  posting.found(own("5#0"));
  EXPECT_EQ(remote_of(posting.known(entry(12), start)), "");
}

TEST(Posting, AfterARestartTheHistoryTellsWhatTheEarlierRunPosted) {
  Posting posting(head, late);
  posting.expect_history();
  posting.found(own("5#0"));
  posting.entered(start);
  EXPECT_EQ(remote_of(posting.known(entry(10), start)), "5#0");
}

TEST(Posting, WhatCameIntoTheLogLaterWasPostedByNoEarlierRun) {
  Posting posting(head, late);
  posting.expect_history();
  posting.found(own("5#0"));
  posting.entered(start);
  EXPECT_FALSE(posting.known(entry(11), start));
}

TEST(Posting, OnlyTheFirstEntryOfARunCanBeThatOfTheEarlierOne) {
  Posting posting = fresh();
  posting.settle(Delivered{});
  posting.expect_history();
  posting.found(own("5#0"));
  posting.entered(start);
  EXPECT_FALSE(posting.known(entry(10), start));
}

TEST(Posting, AnEntryThatIsYoungerThanTheMessageHasNotBecomeIt) {
  const auto claimed = [](Time created) {
    Posting posting(head, late);
    posting.found(own("5#0", noon));
    return remote_of(posting.known(entry(10, created), start));
  };
  EXPECT_EQ(claimed(noon - 24h), "5#0");
  EXPECT_EQ(claimed(noon + 1min), "5#0") << "clocks differ a little";
  EXPECT_EQ(claimed(noon + 1min + 1ms), "");
}

TEST(Posting, ASettledEntryIsOverAndDoneWith) {
  for (const Receipt& receipt : {Receipt(Delivered{{"5#0"}}), Receipt(delivery::Refused{"no"})}) {
    Posting posting = lost(Seq{11});
    posting.settle(receipt);
    EXPECT_FALSE(posting.known(entry(11), start)) << "not waited for";
    EXPECT_FALSE(posting.came_back(own("7#0")));
    EXPECT_FALSE(posting.known(entry(12), start));
    EXPECT_FALSE(posting.doubts_files());
  }
}

TEST(Posting, FilesAreGivenAnewAtTheSecondTryAndGivenUpAtTheFourth) {
  Posting posting = fresh();
  for (int tries = 0; tries < 5; ++tries) {
    EXPECT_EQ(posting.doubts_files(), tries >= 1) << tries;
    EXPECT_EQ(posting.gives_up_files(), tries >= 3) << tries;
    posting.posted(Seq{11});
    posting.over();
    posting.settle(Retry{1s, "", true});
  }
  posting.settle(Delivered{});
  EXPECT_FALSE(posting.doubts_files()) << "the next entry begins anew";
}

TEST(Posting, AcknowledgementsAreAskedForOnceEach) {
  Posting posting = fresh();
  const auto first = posting.next_ack();
  EXPECT_NE(first, posting.next_ack());
}

}  // namespace
}  // namespace gb::origin
