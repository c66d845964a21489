// Many at once: order, one failure among others, the bound, the end.
#include "bridge/store/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

using QueueTest = StoreTest;

TEST_F(QueueTest, ManyAtOnceCompleteInTheirOrder) {
  std::vector<std::int64_t> completed;
  for (int n = 0; n < 500; ++n)
    ledger->append(said(std::to_string(n), n % 2 == 0 ? general : random),
                   [&](const result<core::Appended>& done) { completed.push_back(done->entry->seq.value); });
  ASSERT_TRUE(gb::test::until(loop, [&] { return completed.size() == 500; }));
  EXPECT_TRUE(std::ranges::is_sorted(completed));
  EXPECT_THAT(read(all(general)), SizeIs(250));
}

/// Appends while somebody else writes, so that all but perhaps the first are one group. `outcomes` has what became of
/// each, in the order of the completions: the text, or why it failed.
class GroupTest : public StoreTest {
 protected:
  GroupTest() {
    other.exec(
        "CREATE TRIGGER no BEFORE INSERT ON entries WHEN new.text = 'poison' BEGIN SELECT RAISE(ABORT, 'bad'); END");
  }

  void append_together(std::vector<core::Append> facts) {
    other.exec("BEGIN IMMEDIATE");
    const std::size_t many = outcomes.size() + facts.size();
    for (core::Append& fact : facts)
      ledger->append(std::move(fact), [&](const result<core::Appended>& done) {
        outcomes.push_back(done ? text_of(done->entry) : done.error().told);
      });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    other.exec("COMMIT");
    ASSERT_TRUE(gb::test::until(loop, [&] { return outcomes.size() == many; }));
  }

  SQLite::Database other{path, SQLite::OPEN_READWRITE};
  std::vector<std::string> outcomes;
};

TEST_F(GroupTest, WhatCannotBeDoneFailsAlone) {
  const auto bad = testing::HasSubstr("bad");
  append_together({said("a", general), said("b", general), said("poison", general), said("c", random),
                   said("poison", general), said("d", general), said("e", general)});
  EXPECT_THAT(outcomes, ElementsAre("a", "b", bad, "c", bad, "d", "e")) << "each once, and in order";
  reopen();
  EXPECT_THAT(texts(all(general)), ElementsAre("a", "b", "d", "e"));
  EXPECT_THAT(texts(all(random)), ElementsAre("c"));
}

TEST_F(GroupTest, WhatIsRepeatedIsWholeAndItsPeopleAreThemselves) {
  core::Append first = said("first", general);
  first.remote_ids = {"id-1"};
  core::Append answer = said("answer", general);
  answer.refers_to = "id-1";
  answer.author = core::OutsidePerson{"irc.a", "nick:eve", "Eve"};
  append_together({said("0", general), first, said("poison", general), answer});
  reopen();
  const auto entries = read(all(general));
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_EQ(std::get<core::Message>(entries[2]->event).reply, (core::Reply{entries[1]->seq, "Bob"}));
  EXPECT_EQ(entries[2]->author->display_name, "Eve");
  EXPECT_EQ(entries[0]->author->id, entries[1]->author->id);
}

TEST_F(GroupTest, AStatementThatHasFailedFailsNobodyElse) {
  append_together({said("poison", general)});
  append_together({said("fine", general)});
  EXPECT_THAT(outcomes, ElementsAre(testing::HasSubstr("bad"), "fine"));
}

TEST_F(QueueTest, AtTheBoundMoreIsRefusedAndNothingIsLost) {
  std::size_t done = 0;
  std::size_t refused = 0;
  const std::size_t many = SqliteLedger::most_waiting + 5000;
  for (std::size_t n = 0; n < many; ++n)
    ledger->append(said("x", general), [&](const result<core::Appended>& outcome) { ++(outcome ? done : refused); });
  ASSERT_TRUE(gb::test::until(
      loop, [&] { return done + refused == many; }, std::chrono::seconds(60)));
  ledger.reset();
  open();
  core::ReadRange range = all(general);
  std::size_t stored = 0;
  for (auto page = read(range); !page.empty(); page = read(range)) {
    stored += page.size();
    range.after = page.back()->seq;
  }
  EXPECT_EQ(stored, done);
}

TEST_F(QueueTest, WhatIsQueuedIsWrittenBeforeTheEnd) {
  for (int n = 0; n < 100; ++n) ledger->append(said("x", general), [](const auto&) {});
  reopen();
  EXPECT_THAT(read(all(general)), SizeIs(100));
}

}  // namespace
}  // namespace gb::store::test
