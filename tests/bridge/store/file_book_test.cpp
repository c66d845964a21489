// What core/file_book.hpp promises, on the real database, together with the ledger.
#include "bridge/store/file_book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr UserId alice{7};
constexpr UserId carol{8};
constexpr core::FileQuota plenty{1000, 10'000};

class FileBookTest : public StoreTest {
 protected:
  static core::StoredFile file(const std::string& name, UserId owner = alice, std::uint64_t bytes = 100) {
    core::FileRef ref{owner, name, {}, {}, {"image/png", bytes, 3, 2, "title"}};
    return {std::move(ref), "blob of " + name, wall_now()};
  }

  result<void> add(const core::StoredFile& one, std::optional<Seq> holder = {}) {
    return book->add(one, plenty, holder, [] {});
  }

  bool is_there(const std::string& name, UserId owner = alice) { return book->find(owner, name)->has_value(); }

  Seq say_with(const std::vector<core::FileRef>& files, const std::string& remote_id = {}) {
    core::Append fact = said("look", general);
    std::get<core::Message>(fact.event).attachments = files;
    if (!remote_id.empty()) fact.remote_ids = {remote_id};
    return append(fact)->entry->seq;
  }

  void remove(Seq target) {
    core::Append removal = said("", general);
    removal.event = core::Removal{target};
    append(removal).value();
  }

  std::vector<std::string> sweep(Time unused_since, std::optional<Time> before = {}) {
    std::vector<std::string> erased;
    EXPECT_TRUE(book->sweep({unused_since, before}, [&](const std::string& blob) { erased.push_back(blob); }));
    return erased;
  }

  std::vector<std::string> erase_dead() {
    std::vector<std::string> erased;
    EXPECT_TRUE(book->erase_dead([&](const std::string& blob) { erased.push_back(blob); }));
    return erased;
  }

  std::unique_ptr<SqliteFileBook> book = SqliteFileBook::open(path).value();
};

const Time later = wall_now() + std::chrono::hours(24 * 365);

TEST_F(FileBookTest, AFileComesBackAsItWentIn) {
  const auto one = file("a.png");
  ASSERT_TRUE(add(one));
  const auto found = book->find(alice, "a.png").value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->ref, one.ref);
  EXPECT_EQ(found->blob, one.blob);
  EXPECT_FALSE(is_there("a.png", carol));
  EXPECT_FALSE(is_there("b.png"));
}

TEST_F(FileBookTest, QuotasAreKept) {
  for (int n = 0; n < 10; ++n) ASSERT_TRUE(add(file("a" + std::to_string(n))));
  const auto refused = add(file("one more"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().told, HasSubstr("of this user"));
  EXPECT_TRUE(add(file("a0"))) << "what is there takes no more room";
  EXPECT_TRUE(add(file("b", carol)));
  EXPECT_THAT(book->add(file("c", carol), {1000, 1100}, {}, [] {}).error().told, HasSubstr("on this server"));
}

TEST_F(FileBookTest, WithoutItsBytesAFileIsNotThere) {
  const auto failed = book->add(file("a"), plenty, {}, [] { throw std::runtime_error("no disk"); });
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().told, HasSubstr("no disk"));
  EXPECT_FALSE(is_there("a"));
}

TEST_F(FileBookTest, OneAttachesHisOwnAndWhatWasShownInTheChannel) {
  ASSERT_TRUE(add(file("a")));
  EXPECT_TRUE(book->attach(alice, "a", alice, general)->has_value());
  EXPECT_FALSE(book->attach(alice, "a", carol, general)->has_value());
  say_with({file("a").ref});
  EXPECT_TRUE(book->attach(alice, "a", carol, general)->has_value());
  EXPECT_FALSE(book->attach(alice, "a", carol, random)->has_value()) << "in another channel it was not shown";
}

TEST_F(FileBookTest, WithTheLastMessageThatShowsItAFileGoes) {
  ASSERT_TRUE(add(file("a")));
  ASSERT_TRUE(add(file("b")));
  const Seq one = say_with({file("a").ref, file("b").ref});
  const Seq two = say_with({file("b").ref});
  remove(one);
  EXPECT_FALSE(is_there("a"));
  EXPECT_TRUE(is_there("b")) << "another message shows it";
  EXPECT_THAT(erase_dead(), ElementsAre("blob of a"));
  EXPECT_THAT(erase_dead(), IsEmpty());
  remove(two);
  EXPECT_FALSE(is_there("b"));
}

TEST_F(FileBookTest, BytesThatAnotherFileHasStay) {  // F144
  auto mine = file("a");
  auto theirs = file("a", carol);
  ASSERT_TRUE(add(mine));
  ASSERT_TRUE(add(theirs));
  remove(say_with({mine.ref}));
  EXPECT_FALSE(is_there("a"));
  EXPECT_TRUE(is_there("a", carol));
  EXPECT_THAT(erase_dead(), IsEmpty());
}

TEST_F(FileBookTest, AnEditKeepsTheFilesOfItsMessageAndTheyGoWithBoth) {
  ASSERT_TRUE(add(file("a")));
  const Seq first = say_with({file("a").ref}, "$1");
  core::Append edit = said("", general);
  edit.event = core::Edit{{}, {core::MessageKind::text, {"new words", {}}, {}}, {}};
  edit.refers_to = "$1";
  append(edit).value();
  const auto entries = read(all(general));
  EXPECT_EQ(std::get<core::Message>(entries.front()->event).attachments, std::vector{file("a").ref});
  EXPECT_EQ(text_of(entries.front()), "new words");
  remove(first);
  EXPECT_FALSE(is_there("a"));
}

TEST_F(FileBookTest, ATextBelongsToItsEntry) {
  const Seq entry = say_with({});
  EXPECT_FALSE(book->text_of(entry)->has_value());
  auto text = file("x.txt");
  text.ref.facts = {"text/plain; charset=utf-8", 100, 0, 0, ""};
  ASSERT_TRUE(add(text, entry));
  EXPECT_EQ(book->text_of(entry)->value().ref, text.ref);
  remove(entry);
  EXPECT_FALSE(is_there("x.txt"));
  auto late = file("y.txt");
  EXPECT_THAT(add(late, entry).error().told, HasSubstr("removed"));
  EXPECT_FALSE(is_there("y.txt"));
}

TEST_F(FileBookTest, ASweepTakesWhatNobodyShowsAndWhatIsTooOld) {
  ASSERT_TRUE(add(file("shown")));
  ASSERT_TRUE(add(file("unused")));
  ASSERT_TRUE(add(file("icon")));
  ASSERT_TRUE(book->show_icon(guild, file("icon").ref));
  say_with({file("shown").ref});
  EXPECT_THAT(sweep(later), IsEmpty()) << "what was made a moment ago may be attached in a moment";
  SQLite::Database(path, SQLite::OPEN_READWRITE)
      .exec("UPDATE files SET asked = asked - 7200000, created = created - 7200000");
  EXPECT_THAT(sweep(wall_now() - std::chrono::hours(3)), IsEmpty());
  EXPECT_THAT(sweep(later), ElementsAre("blob of unused"));
  EXPECT_THAT(sweep(later, wall_now() - std::chrono::hours(1)), ElementsAre("blob of shown"));
  EXPECT_TRUE(is_there("icon"));
  ASSERT_TRUE(book->show_icon(guild, std::nullopt));
  EXPECT_THAT(sweep(later), ElementsAre("blob of icon"));
}

TEST_F(FileBookTest, BytesThatNoFileHasAreFound) {
  ASSERT_TRUE(add(file("a")));
  std::vector<std::string> erased;
  std::vector<std::string> blobs{"blob of a"};
  for (int n = 0; n < 100; ++n) blobs.push_back("stray" + std::to_string(n));
  ASSERT_TRUE(book->erase_unknown(blobs, [&](const std::string& blob) { erased.push_back(blob); }));
  EXPECT_EQ(erased, std::vector<std::string>(blobs.begin() + 1, blobs.end()));
}

TEST_F(FileBookTest, CopiesAreKnownByNetwork) {
  EXPECT_EQ(book->copy_of("matrix.a", "b").value(), "");
  ASSERT_TRUE(book->keep_copy("matrix.a", "b", "mxc://a/1"));
  ASSERT_TRUE(book->keep_copy("matrix.c", "b", "mxc://c/1"));
  EXPECT_EQ(book->copy_of("matrix.a", "b").value(), "mxc://a/1");
  EXPECT_EQ(book->copy_of("matrix.c", "b").value(), "mxc://c/1");
}

}  // namespace
}  // namespace gb::store::test
