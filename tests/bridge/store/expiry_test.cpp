// What is older than the store keeps: taken away from the front, told to the rooms that had not had it, and the file
// gets smaller by it.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "bridge/store/expiry.hpp"
#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ExpiryTest : public StoreTest {
 protected:
  Seq say(const std::string& text, ChannelId channel, Time when, std::vector<std::string> remote_ids = {}) {
    core::Append fact = said(text, channel);
    fact.created = when;
    fact.remote_ids = std::move(remote_ids);
    return append(std::move(fact))->entry->seq;
  }

  core::Expired expire(Time before) {
    return wait_for<core::Expired>([&](auto done) { ledger->expire(before, std::move(done)); }).value();
  }

  void settle(RoomId room, Seq upto, std::size_t told = 0) {
    ASSERT_TRUE(wait_for<void>([&](auto done) { ledger->settle({room, upto, {}, told}, std::move(done)); }));
  }

  std::int64_t number(const std::string& query) { return SQLite::Database(path).execAndGet(query).getInt64(); }

  core::RoomRecord record(const char* name, ChannelId channel) {
    return SqliteCatalog::open(path).value()->room(name, channel, true).value();
  }

  const Time later = noon + std::chrono::hours(1);
};

TEST_F(ExpiryTest, TakesWhatIsOlderAndNothingElse) {
  say("one", general, noon, {"id-1"});
  const Seq two = say("two", random, noon);
  say("three", general, later, {"id-3"});
  const core::Expired expired = expire(later);
  EXPECT_EQ(expired.entries, 2U);
  EXPECT_EQ(expired.upto, two);
  EXPECT_FALSE(expired.more);
  EXPECT_THAT(texts(all(general)), ElementsAre("three"));
  EXPECT_THAT(texts(all(random)), IsEmpty());
  EXPECT_EQ(number("SELECT count(*) FROM remote_ids"), 1);
  EXPECT_EQ(expire(later).entries, 0U);
}

// Or a homeserver's history, looked through up to what is known, would be relayed once more.
TEST_F(ExpiryTest, TheNewestThingOfARoomStaysKnown) {
  say("one", general, noon, {"id-1"});
  say("two", general, noon, {"id-2"});
  expire(later);
  EXPECT_EQ(number("SELECT count(*) FROM remote_ids"), 1);
  core::Append again = said("two", general);
  again.remote_ids = {"id-2"};
  const auto appended = append(std::move(again));
  EXPECT_TRUE(appended->known);
  EXPECT_EQ(appended->entry, nullptr);
  EXPECT_THAT(texts(all(general)), IsEmpty());
}

TEST_F(ExpiryTest, WhatWasSaidLateWaitsForThoseBefore) {
  say("new", general, later);
  say("said long ago, heard late", general, noon);
  EXPECT_EQ(expire(later).entries, 0U);
  EXPECT_EQ(expire(later + std::chrono::seconds(1)).entries, 2U);
}

TEST_F(ExpiryTest, ARoomThatHadNotHadThemIsCountedFor) {
  say("its own", general, noon);  // Said in `here`, so `here` misses nothing.
  const Seq had = say("had", general, noon);
  settle(there, had);
  say("missed", general, noon);
  say("missed as well", general, noon);
  EXPECT_THAT(expire(later).missed, ElementsAre(core::Missed{there, 2}));
  EXPECT_EQ(record("irc.b/#there", general).missed, 2U);
  EXPECT_EQ(record("irc.b/#there", general).cursor, Seq{4}) << "it goes on behind them";
  EXPECT_EQ(record("irc.a/#here", general).missed, 0U);
  settle(there, Seq{4}, 2);
  EXPECT_EQ(record("irc.b/#there", general).missed, 0U) << "once it is told";
}

TEST_F(ExpiryTest, AnEmptyChannelKeepsItsPlaceInTheSequence) {
  const Seq last = say("only", general, noon);
  settle(there, last);
  expire(later);
  auto catalog = SqliteCatalog::open(path).value();
  EXPECT_EQ(catalog->channel(guild, "general", std::nullopt)->head, last) << "or its rooms would be ahead of it";
  EXPECT_GT(say("next", general, later), last);
}

TEST_F(ExpiryTest, ManyGoInPartsAndTheFileShrinks) {
  const int parts = 3;
  for (int n = 0; n < parts * Expiry::most_at_once; ++n) {
    core::Append fact = said(std::string(400, 'x'), general);
    ledger->append(std::move(fact), [](const auto&) {});
  }
  say("young", general, later);
  const auto file_size = [&] {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return std::filesystem::file_size(path);
  };
  const auto before = file_size();
  int sweeps = 1;
  while (expire(later).more) ++sweeps;
  EXPECT_EQ(sweeps, parts + 1);
  EXPECT_THAT(texts(all(general)), ElementsAre("young"));
  EXPECT_LT(file_size(), before / 2);
}

}  // namespace
}  // namespace gb::store::test
