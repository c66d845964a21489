#include "bridge/store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

#include "bridge/store/schema.hpp"
#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

class DatabaseTest : public StoreTest {
 protected:
  std::string beside(const char* name) const { return (std::filesystem::path(path).parent_path() / name).string(); }
};

TEST_F(DatabaseTest, AnythingElseIsRefusedInWords) {
  std::ofstream(beside("garbage.db")) << std::string(5000, 'x');
  const auto garbage = open_database(beside("garbage.db"));
  ASSERT_FALSE(garbage);
  EXPECT_NE(garbage.error().told.find("not a database"), std::string::npos) << garbage.error().told;

  SQLite::Database(beside("other.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  const auto other = open_database(beside("other.db"));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().told.find("not of guildbridge"), std::string::npos) << other.error().told;

  const auto nowhere = open_database(beside("no/such/folder.db"));
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().told.find("folder"), std::string::npos) << nowhere.error().told;
}

TEST_F(DatabaseTest, AFileOfANewerVersionIsLeftAlone) {
  ledger.reset();
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 9999");
  const auto newer = open_database(path);
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().told.find("newer version"), std::string::npos) << newer.error().told;
}

// Every schema that was ever on main climbs to the newest one.
TEST_F(DatabaseTest, ClimbsFromEveryVersion) {
  for (std::size_t version = 0; version < migrations().size(); ++version) {
    const std::string file = beside(("v" + std::to_string(version) + ".db").c_str());
    {
      SQLite::Database old(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      for (std::size_t step = 0; step < version; ++step) old.exec(std::string(migrations()[step]));
      old.exec("PRAGMA user_version = " + std::to_string(version));
    }
    auto climbed = open_database(file);
    ASSERT_TRUE(climbed) << climbed.error().told;
    EXPECT_EQ((*climbed)->execAndGet("PRAGMA user_version").getInt(), static_cast<int>(migrations().size()));
    EXPECT_STREQ((*climbed)->execAndGet("PRAGMA integrity_check").getString().c_str(), "ok");
  }
}

// Files from before there was `[store] keep` are rewritten once.
TEST_F(DatabaseTest, AFileFromBeforeCanShrinkToo) {
  const std::string file = beside("old.db");
  {
    SQLite::Database old(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec("PRAGMA journal_mode = WAL");
    for (std::size_t step = 0; step < 5; ++step) old.exec(std::string(migrations()[step]));
    old.exec("PRAGMA user_version = 5");
  }
  ASSERT_TRUE(prepare_file(file));
  EXPECT_EQ(SQLite::Database(file).execAndGet("PRAGMA auto_vacuum").getInt(), 2);
  EXPECT_EQ(SQLite::Database(path).execAndGet("PRAGMA auto_vacuum").getInt(), 2) << "a new file";
}

TEST_F(DatabaseTest, DamageIsSeenBeforeTheStart) {
  for (int n = 0; n < 500; ++n) append(said(std::string(400, 'x'), general));
  ledger.reset();
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_TRUE(prepare_file(path));
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(path) / 2));
    file << std::string(8192, '\xAA');
  }
  const auto prepared = prepare_file(path);
  ASSERT_FALSE(prepared);
  EXPECT_NE(prepared.error().told.find("damaged"), std::string::npos) << prepared.error().told;
}

TEST_F(DatabaseTest, AnotherNameOfTheFileIsTheSameFile) {
  std::filesystem::create_symlink(path, beside("link.db"));
  std::filesystem::create_hard_link(path, beside("hard.db"));
  const auto first = RunGuard::take(path);
  ASSERT_TRUE(first);
  for (const char* name : {"link.db", "hard.db"}) EXPECT_FALSE(RunGuard::take(beside(name))) << name;
}

TEST_F(DatabaseTest, TwoDoNotRunOnOneFile) {
  auto first = RunGuard::take(path);
  ASSERT_TRUE(first);
  const auto second = RunGuard::take(path);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().told.find("already runs"), std::string::npos);
  first->reset();
  EXPECT_TRUE(RunGuard::take(path));
}

}  // namespace
}  // namespace gb::store::test
