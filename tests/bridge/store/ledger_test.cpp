// What core/ledger.hpp promises, on the real database.
#include "bridge/store/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using LedgerTest = StoreTest;

TEST_F(LedgerTest, WhatIsAppendedIsThereInOrderAndAfterReopening) {
  const auto one = append(said("one", general)).value();
  const auto other = append(said("elsewhere", random)).value();
  const auto two = append(said("two", general)).value();
  EXPECT_LT(one.entry->seq, other.entry->seq);
  EXPECT_LT(other.entry->seq, two.entry->seq);
  EXPECT_THAT(texts(all(general)), ElementsAre("one", "two"));
  reopen();
  EXPECT_THAT(texts(all(general)), ElementsAre("one", "two"));
  EXPECT_THAT(texts(all(random)), ElementsAre("elsewhere"));
}

TEST_F(LedgerTest, AnEntryComesBackAsItWentIn) {
  core::Append fact = said("bold words", general);
  core::Message message{core::MessageKind::action, {"bold words", {{0, 4, core::Style::bold, ""}}}, {}};
  message.body.spans.push_back({5, 10, core::Style::link, "https://example.org/"});
  message.attachments.push_back({UserId{7}, "a.png", 640, 480});
  fact.event = message;
  const auto appended = append(fact).value();
  reopen();
  const auto entries = read(all(general));
  ASSERT_THAT(entries, SizeIs(1));
  const core::Entry& entry = *entries[0];
  EXPECT_EQ(entry.seq, appended.entry->seq);
  EXPECT_EQ(std::get<core::Message>(entry.event), message);
  EXPECT_EQ(entry.created, noon);
  EXPECT_TRUE(entry.source.is_room(here));
  EXPECT_EQ(entry.author->display_name, "Bob");
  EXPECT_EQ(entry.author->handle, "Bob@irc.a");
  EXPECT_FALSE(is_native(entry.author->id));
}

TEST_F(LedgerTest, AKnownRemoteIdIsARepeat) {
  core::Append fact = said("once", general);
  fact.remote_ids = {"id-1"};
  const auto first = append(fact).value();
  EXPECT_FALSE(first.known);
  std::get<core::Message>(fact.event).body.text = "again, differently";
  const auto repeat = append(fact).value();
  EXPECT_TRUE(repeat.known);
  EXPECT_EQ(repeat.entry->seq, first.entry->seq);
  EXPECT_EQ(text_of(repeat.entry), "once");
  fact.source = core::Source::of(there);
  EXPECT_FALSE(append(fact)->known) << "ids of another room are other ids";
  reopen();
  EXPECT_THAT(read(all(general)), SizeIs(2));
}

TEST_F(LedgerTest, ANonceIsARepeatForTenMinutes) {
  core::Append fact = said("x", general);
  fact.source = core::Source::of(SessionId{3});
  fact.nonce = "n";
  const auto first = append(fact).value();
  fact.created = noon + std::chrono::minutes(9);
  const auto repeat = append(fact).value();
  EXPECT_TRUE(repeat.known);
  EXPECT_EQ(repeat.entry->seq, first.entry->seq);
  fact.author = core::OutsidePerson{"irc.a", "nick:eve", "Eve"};
  EXPECT_FALSE(append(fact)->known) << "somebody else's nonce";
  fact.author = core::OutsidePerson{"irc.a", "nick:bob", "Bob"};
  fact.created = noon + std::chrono::minutes(11);
  EXPECT_FALSE(append(fact)->known) << "too old";
}

TEST_F(LedgerTest, RangesAreAnsweredOldestFirst) {
  std::vector<Seq> seqs;
  for (int n = 0; n < 10; ++n) seqs.push_back(append(said(std::to_string(n), general))->entry->seq);
  core::ReadRange range = all(general);
  range.limit = 3;
  EXPECT_THAT(texts(range), ElementsAre("0", "1", "2"));
  range.take = core::ReadRange::Take::newest;
  EXPECT_THAT(texts(range), ElementsAre("7", "8", "9"));
  range.before = seqs[8];
  EXPECT_THAT(texts(range), ElementsAre("5", "6", "7"));
  range.after = seqs[6];
  EXPECT_THAT(texts(range), ElementsAre("7"));
  range.after = seqs[9];
  EXPECT_THAT(texts(range), IsEmpty());
}

TEST_F(LedgerTest, CursorsAndRemoteIdsLast) {
  const Seq seq = append(said("x", general))->entry->seq;
  ASSERT_TRUE(wait_for<void>([&](auto done) { ledger->settle({there, seq, {{seq, {"r1", "r2"}}}}, std::move(done)); }));
  reopen();
  EXPECT_EQ(SqliteCatalog::open(path).value()->room("irc.b/#there", general, true)->cursor, seq);
  const auto ids_in = [&](RoomId room) {
    return wait_for<std::vector<std::string>>([&](auto done) { ledger->remote_ids(room, seq, std::move(done)); })
        .value();
  };
  EXPECT_THAT(ids_in(there), ElementsAre("r1", "r2"));
  EXPECT_THAT(ids_in(here), IsEmpty());
  const auto find = [&](RoomId room, const std::string& id) {
    return wait_for<std::optional<Seq>>([&](auto done) { ledger->find(room, id, std::move(done)); }).value();
  };
  EXPECT_EQ(find(there, "r2"), seq);
  EXPECT_EQ(find(here, "r2"), std::nullopt);
}

TEST_F(LedgerTest, ACursorNeverGoesBack) {
  const Seq one = append(said("1", general))->entry->seq;
  const Seq two = append(said("2", general))->entry->seq;
  for (const Seq upto : {two, one})
    ASSERT_TRUE(wait_for<void>([&](auto done) { ledger->settle({there, upto, {}}, std::move(done)); }));
  EXPECT_EQ(SqliteCatalog::open(path).value()->room("irc.b/#there", general, true)->cursor, two);
}

TEST_F(LedgerTest, APersonKeepsTheIdWhateverHeIsCalled) {
  const auto resolve = [&](std::vector<core::OutsidePerson> people) {
    return wait_for<std::vector<core::UserPtr>>([&](auto done) { ledger->resolve(std::move(people), std::move(done)); })
        .value();
  };
  const auto first = resolve({{"irc.a", "account:bob", "bob"}, {"irc.a", "nick:eve", "eve"}});
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_NE(first[0]->id, first[1]->id);
  reopen();
  const auto renamed = resolve({{"irc.a", "account:bob", "bob_away"}});
  EXPECT_EQ(renamed[0]->id, first[0]->id);
  EXPECT_EQ(renamed[0]->display_name, "bob_away");
  EXPECT_EQ(renamed[0]->handle, "bob_away@irc.a");
  EXPECT_NE(resolve({{"irc.b", "account:bob", "bob"}})[0]->id, first[0]->id) << "another network";
}

TEST_F(LedgerTest, SomebodyWithAnIdOfHisOwnIsFoundWithoutHisOutsider) {
  const auto now_called = [&](const std::string& network, const std::string& name) {
    return wait_for<std::vector<core::UserPtr>>([&](auto done) {
      ledger->resolve({{network, "7", name, "", origin_user(7)}}, std::move(done));
    });
  };
  const auto before = now_called("origin", "Carl");
  ASSERT_TRUE(before);
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("UPDATE people SET created = 5 WHERE display_name = 'Carl'");
  const auto after = now_called("renamed", "Carlo");
  ASSERT_TRUE(after) << after.error().told;
  EXPECT_EQ(after->front()->id, origin_user(7));
  EXPECT_EQ(after->front()->display_name, "Carlo");
  EXPECT_EQ(after->front()->created, Time{std::chrono::milliseconds(5)}) << "he is who he was";
  reopen();
  EXPECT_EQ(now_called("renamed", "Carlo")->front()->created, Time{std::chrono::milliseconds(5)});
  EXPECT_EQ(now_called("origin", "Carlo")->front()->id, origin_user(7));
}

TEST_F(LedgerTest, AnOutsiderOfNobodyIsNoObstacle) {
  {
    SQLite::Database file(path, SQLite::OPEN_READWRITE);
    file.exec("PRAGMA foreign_keys = OFF; INSERT INTO outsiders VALUES ('irc.a', 'nick:bob', 4711)");
  }
  ASSERT_TRUE(append(said("x", general)));
  reopen();
  EXPECT_EQ(read(all(general)).front()->author->display_name, "Bob");
}

TEST_F(LedgerTest, EveryScriptAndEmojiAndNul) {
  const std::string text = "нечто 日本語 👩‍👩‍👧‍👦 🇩🇪 a" + std::string(1, '\0') + "b";
  append(said(text, general)).value();
  reopen();
  EXPECT_THAT(texts(all(general)), ElementsAre(text));
}

TEST_F(LedgerTest, CountsWhatWaitsForARoom) {
  append(said("from here", general)).value();
  append(said("elsewhere", random)).value();
  core::Append native = said("native", general);
  native.source = core::Source{};
  const Seq last = append(native).value().entry->seq;
  core::Append note = native;
  note.note = core::NoteTarget{there};
  append(note).value();
  note.note = core::NoteTarget{std::nullopt};
  const Seq head = append(note).value().entry->seq;
  const auto count = [&](core::Stretch stretch) {
    return wait_for<std::size_t>([&](auto done) { ledger->count(stretch, std::move(done)); }).value();
  };
  EXPECT_EQ(count({here, general, Seq{}, head}), 1U);
  EXPECT_EQ(count({there, general, Seq{}, head}), 3U);
  EXPECT_EQ(count({there, general, Seq{}, last}), 2U);
  EXPECT_EQ(count({there, general, last, head}), 1U);
  EXPECT_EQ(count({there, random, Seq{}, head}), 1U);
}

TEST_F(LedgerTest, TellsWhoeverWatchesOfEachNewEntryBeforeAnybodyElse) {
  struct Watcher final : core::Witness {
    void appended(const core::Entry& entry, const std::vector<std::string>& ids) override {
      EXPECT_NE(entry.heard, Tick{});
      told.push_back(ids.empty() ? "" : ids.front());
    }
    void shown(const core::Entry&) override {}
    void delivered(RoomId, const core::Entry&, const std::vector<std::string>&, bool) override {}
    void refused(RoomId, const core::Entry&, const std::string&) override {}
    void retried(RoomId, const core::Entry&, const std::string&) override {}
    void skipped(RoomId, Seq, std::size_t) override {}
    std::vector<std::string> told;
  } watcher;
  ledger->watch(&watcher);
  core::Append fact = said("one", general);
  fact.remote_ids = {"m1"};
  append(fact).value();
  append(fact).value();  // A repeat.
  append(said("two", general)).value();
  EXPECT_THAT(watcher.told, ElementsAre("m1", ""));
  ledger->watch(nullptr);
}

}  // namespace
}  // namespace gb::store::test
