#include "bridge/store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

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

// What a database of each version may hold, in the words of its own schema.
constexpr std::array data_of_step{
    R"(INSERT INTO people VALUES (1, 1000, 'alice', 'Alice'), (1099511627777, 1000, 'bob@irc.net', 'Bob');
       INSERT INTO accounts VALUES (1, 'alice', 1000, 'a@example.org', 1, 'hash');
       UPDATE counters SET value = 1 WHERE name = 'native';
       UPDATE counters SET value = 1099511627777 WHERE name = 'outside';
       INSERT INTO outsiders VALUES ('irc.net', 'nick:bob', 1099511627777);
       INSERT INTO guilds VALUES (1, 'g', 1000);
       INSERT INTO channels VALUES (1, 1, 'general', 1000);
       INSERT INTO rooms (id, name, channel, cursor) VALUES (1, 'irc.net/#gen', 1, 2);
       INSERT INTO entries VALUES (1, 1, 1000, 1, NULL, NULL, 0, NULL, 0, 'said by a native', NULL),
         (2, 1, 2000, 1099511627777, 1, NULL, 1, NULL, 0, 'waves',
          '{"spans":[{"begin":0,"end":5,"kind":"bold"}],"files":[]}'),
         (3, 1, 3000, 1, NULL, NULL, 0, NULL, 1, '', NULL), (4, 1, 4000, 1, NULL, NULL, 16, 3, 0, '', NULL),
         (5, 1, 5000, 1099511627776, NULL, 0, 2, NULL, 0, 'a note', NULL);
       INSERT INTO remote_ids VALUES (1, 'm2', 2, 0), (1, 'm1', 1, 0);
       INSERT INTO nonces VALUES (1, 'n', 1, 1000);)",
    R"(INSERT INTO kept VALUES ('house', 'abcd1234'), ('irc.net #gen', '5000 gb');)",
    R"(INSERT INTO entries VALUES (6, 1, 6000, 1, NULL, NULL, 32, 1, 0, 'said better', '{"before":"said by a native"}');)",
    R"(INSERT INTO files VALUES (1, 'f.png', 'b10b', 'image/png', 100, 2, 3, '', 1000, 1000);
       INSERT INTO file_uses VALUES (2, 1, 'f.png'), (-1, 1, 'f.png');
       INSERT INTO blob_copies VALUES ('b10b', 'matrix.home', 'mxc://x/y');
       INSERT INTO dead_blobs VALUES ('dead');)",
    R"(INSERT INTO visitors VALUES (1, '{}', 'hash', 1000);)",
    R"(UPDATE rooms SET missed = 3 WHERE id = 1;)",
    R"(INSERT INTO passed_over VALUES (1, 3, 4, 5000, 'refused: too long');)",
    R"(INSERT INTO rooms (id, name, channel, cursor, carried) VALUES (2, 'irc.net/#in', 1, 2, 0);)",
};

using Dump = std::map<std::string, std::vector<std::string>>;

// All rows of all tables, as text.
Dump everything_in(SQLite::Database& database) {
  Dump out;
  SQLite::Statement tables(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  while (tables.executeStep()) {
    const std::string table = tables.getColumn(0).getString();
    SQLite::Statement rows(database, "SELECT * FROM " + table);
    while (rows.executeStep()) {
      std::string row;
      for (int n = 0; n < rows.getColumnCount(); ++n) row += rows.getColumn(n).getString() + "|";
      out[table].push_back(row);
    }
    std::ranges::sort(out[table]);
  }
  return out;
}

// Every schema that was ever on main climbs to the newest one, with all that is in it.
TEST_F(DatabaseTest, ClimbsFromEveryVersionWithEverythingInIt) {
  ASSERT_EQ(data_of_step.size(), migrations().size()) << "a new step needs data of its own here";
  for (std::size_t version = 0; version <= migrations().size(); ++version) {
    SCOPED_TRACE(version);
    const std::string file = beside(("v" + std::to_string(version) + ".db").c_str());
    Dump before;
    {
      SQLite::Database old(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      for (std::size_t step = 0; step < version; ++step) old.exec(std::string(migrations()[step]));
      for (std::size_t step = 0; step < version; ++step) old.exec(data_of_step.at(step));
      old.exec("PRAGMA user_version = " + std::to_string(version));
      before = everything_in(old);
    }
    auto climbed = open_database(file);
    ASSERT_TRUE(climbed) << climbed.error().told;
    EXPECT_EQ((*climbed)->execAndGet("PRAGMA user_version").getInt(), static_cast<int>(migrations().size()));
    EXPECT_STREQ((*climbed)->execAndGet("PRAGMA integrity_check").getString().c_str(), "ok");
    const Dump after = everything_in(**climbed);
    for (const auto& [table, rows] : before) {
      ASSERT_EQ(after.at(table).size(), rows.size()) << table;
      for (std::size_t n = 0; n < rows.size(); ++n)  // A step may add columns.
        EXPECT_TRUE(after.at(table)[n].starts_with(rows[n])) << table << ": " << after.at(table)[n];
    }
    climbed->reset();
    if (version == 0) continue;
    path = file;
    reopen();
    core::ReadRange range;
    range.channel = ChannelId{1};
    range.limit = 2;
    EXPECT_EQ(texts(range), (std::vector<std::string>{"said by a native", "waves"}));
    const auto catalog = SqliteCatalog::open(file).value();
    EXPECT_EQ(catalog->guild("g", std::nullopt)->id, GuildId{1});
    EXPECT_EQ(catalog->room("irc.net/#gen", ChannelId{1}, true)->cursor, Seq{2});
    core::Append fact = said("after the climb", ChannelId{1});
    EXPECT_GT(append(fact)->entry->seq, Seq{5}) << "no number is given twice";
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
