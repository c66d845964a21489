// Edits, removals and answers: what becomes of the entries they name.
#include "bridge/store/ledger.hpp"

#include <gmock/gmock.h>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;

using CorrectionTest = StoreTest;

TEST_F(CorrectionTest, ARemovalTakesTheTextAway) {
  const Seq target = append(said("secret", general))->entry->seq;
  core::Append removal = said("", general);
  removal.event = core::Removal{target};
  append(removal).value();
  reopen();
  bool found = false;
  for (const auto& entry : read(all(general)))
    if (entry->seq == target) found = !entry->removed || !text_of(entry).empty();
  EXPECT_FALSE(found);
}

TEST_F(CorrectionTest, AnEditChangesTheWordsAndKnowsTheOldOnes) {
  core::Append first = said("v1", general);
  first.remote_ids = {"$1"};
  const Seq target = append(first)->entry->seq;
  for (const auto& [before, now, id] : {std::tuple{"v1", "v2", "$2"}, std::tuple{"v2", "v3", "$3"}}) {
    core::Append edit = said("", general);
    edit.event = core::Edit{{}, {core::MessageKind::text, {now, {}}, {}}, {}};
    edit.refers_to = "$1";
    edit.remote_ids = {id};
    const auto entry = append(edit)->entry;
    EXPECT_EQ(std::get<core::Edit>(entry->event),
              (core::Edit{target, {core::MessageKind::text, {now, {}}, {}}, before}));
    EXPECT_TRUE(append(edit)->known) << "a second time it changes nothing";
  }
  reopen();
  const auto all_entries = read(all(general));
  ASSERT_EQ(all_entries.size(), 3U);
  EXPECT_EQ(text_of(all_entries[0]), "v3");
  EXPECT_EQ(std::get<core::Edit>(all_entries[2]->event).before, "v2");

  core::Append removal = said("", general);
  removal.event = core::Removal{};
  removal.refers_to = "$1";
  removal.remote_ids = {"$4"};
  const auto gone = append(removal);
  EXPECT_THAT(std::get<core::Removal>(gone->entry->event).edits, ElementsAre(all_entries[1]->seq, all_entries[2]->seq));
  EXPECT_TRUE(append(removal)->known);
  const auto left = read(all(general));
  ASSERT_EQ(left.size(), 1U) << "the words of the edits are gone too";
  EXPECT_TRUE(std::holds_alternative<core::Removal>(left[0]->event));
}

TEST_F(CorrectionTest, WhoTakesTheNewestEditBackGetsTheWordsOfBefore) {
  core::Append first = said("v1", general);
  first.remote_ids = {"$1"};
  append(first).value();
  std::vector<Seq> edits;
  for (const char* words : {"v2", "v3"}) {
    core::Append edit = said("", general);
    edit.event = core::Edit{{}, {core::MessageKind::text, {words, {}}, {}}, {}};
    edit.refers_to = "$1";
    edits.push_back(append(edit)->entry->seq);
  }
  const auto remove = [&](Seq target) {
    core::Append removal = said("", general);
    removal.event = core::Removal{target};
    append(removal).value();
  };
  remove(edits[1]);
  EXPECT_EQ(text_of(read(all(general)).front()), "v2");
  remove(edits[0]);
  EXPECT_EQ(text_of(read(all(general)).front()), "v1");
}

TEST_F(CorrectionTest, OnlyTheAuthorEdits) {
  core::Append first = said("mine", general);
  first.remote_ids = {"$1"};
  append(first).value();
  core::Append edit = said("", general);
  edit.author = core::OutsidePerson{"irc.a", "nick:eve", "Eve"};
  edit.event = core::Edit{{}, {core::MessageKind::text, {"theirs", {}}, {}}, {}};
  edit.refers_to = "$1";
  const auto refused = append(edit);
  EXPECT_TRUE(refused->known);
  EXPECT_EQ(refused->entry, nullptr);
  EXPECT_THAT(texts(all(general)), ElementsAre("mine"));
}

TEST_F(CorrectionTest, AnEditOfWhatIsNotKnownIsKeptAsOne) {
  core::Append edit = said("", general);
  edit.event = core::Edit{{}, {core::MessageKind::text, {"new", {}}, {}}, {}};
  edit.refers_to = "$unknown";
  const auto entry = append(edit)->entry;
  ASSERT_TRUE(entry);
  EXPECT_EQ(std::get<core::Edit>(entry->event).target, Seq{});
}

TEST_F(CorrectionTest, AnAnswerKnowsWhomItAnswersAndARemovalOfTheUnknownIsNothing) {
  core::Append first = said("question", general);
  first.remote_ids = {"$1"};
  const Seq target = append(first)->entry->seq;
  core::Append answer = said("answer", general);
  answer.refers_to = "$1";
  append(answer).value();
  core::Append lost = said("into the blue", general);
  lost.refers_to = "$9";
  append(lost).value();
  core::Append removal = said("", general);
  removal.event = core::Removal{};
  removal.refers_to = "$9";
  EXPECT_EQ(append(removal)->entry, nullptr);
  reopen();
  const auto all_entries = read(all(general));
  ASSERT_EQ(all_entries.size(), 3U);
  EXPECT_EQ(std::get<core::Message>(all_entries[1]->event).reply, (core::Reply{target, "Bob"}));
  EXPECT_FALSE(std::get<core::Message>(all_entries[2]->event).reply);
}

TEST_F(CorrectionTest, ARemovalOfAnotherChannelRemovesNothing) {
  const Seq target = append(said("keep", general))->entry->seq;
  core::Append removal = said("", random);
  removal.event = core::Removal{target};
  append(removal).value();
  EXPECT_THAT(texts(all(general)), ElementsAre("keep"));
}

}  // namespace
}  // namespace gb::store::test
