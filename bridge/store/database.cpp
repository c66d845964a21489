#include "bridge/store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "bridge/base/log.hpp"
#include "bridge/store/schema.hpp"

namespace gb::store {
namespace {

constexpr const char* damaged = "the database file is damaged; `guildbridge store check` says more, a backup helps";
constexpr int most_tries = 5000;  // Of a millisecond each.
constexpr int few_tries = 50;
constexpr std::int64_t most_to_check = std::int64_t{1} << 28;  // A second or so of reading.

// SQLite's own handler waits longer and longer, up to 100 ms; another connection needs a few at most.
template <int most>
int wait_a_moment(void*, int tries) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return tries < most ? 1 : 0;
}

Error house_error(std::string told, bool retry = false) {
  return Error{Fault::house, retry, std::move(told)};
}

std::size_t version_of(SQLite::Database& database) {
  return static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
}

// Another process may climb at the same moment, so the version is read inside the transaction.
void climb(SQLite::Database& database) {
  for (;;) {
    SQLite::Transaction step(database, SQLite::TransactionBehavior::IMMEDIATE);
    const std::size_t version = version_of(database);
    if (version >= migrations().size()) return;
    database.exec(std::string(migrations()[version]));
    database.exec(fmt::format("PRAGMA user_version = {}", version + 1));
    step.commit();
  }
}

// Once in the life of a file that was made before there was `[store] keep`: only then can it give pages back.
void make_shrinkable(SQLite::Database& database, const std::string& path) try {
  if (database.execAndGet("PRAGMA auto_vacuum").getInt() != 0) return;
  log::info("store", "{}: rewritten once, so that it can shrink from now on; this may take a while", path);
  database.exec("VACUUM");
} catch (const std::exception& failure) {
  log::warn("store", "{}: could not be rewritten, and will not shrink: {}", path, explain(failure).told);
}

// Throws what SQLite throws.
result<void> check_schema(SQLite::Database& database) {
  const std::size_t version = version_of(database);
  if (version > migrations().size())
    return house_error(
        fmt::format("the database has schema {}, this program knows only {}: it was written by a newer "
                    "version of guildbridge; install that one, or restore a backup from before it",
                    version, migrations().size()));
  if (version == 0 && database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() != 0)
    return house_error("the file is a database, but not of guildbridge; look at `[store] path`");
  return {};
}

}  // namespace

result<void> prepare_file(const std::string& path) try {
  auto opened = open_database(path);
  if (!opened) return opened.error();
  make_shrinkable(**opened, path);
  const std::int64_t size =
      (*opened)->execAndGet("PRAGMA page_count").getInt64() * (*opened)->execAndGet("PRAGMA page_size").getInt64();
  if (size > most_to_check) return {};
  const std::string verdict = (*opened)->execAndGet("PRAGMA quick_check(1)").getString();
  if (verdict != "ok") return house_error(fmt::format("{}: {} ({})", path, damaged, verdict));
  return {};
} catch (const std::exception& failure) {
  return house_error(fmt::format("{}: {}", path, explain(failure).told));
}

void check_in_place(SQLite::Database& database) {
  int moved = 0;
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  const char* const log = sqlite3_filename_wal(sqlite3_db_filename(database.getHandle(), "main"));
  if (moved == 0 && ::access(log, F_OK) == 0) return;
  throw Misplaced(
      "the database file is not where it was: it, or the -wal file beside it, was deleted, moved or replaced. Put it "
      "back, or stop and restore a backup");
}

bool is_of_the_disk(const std::exception& failure) {
  if (dynamic_cast<const Misplaced*>(&failure) != nullptr) return true;
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  if (sqlite == nullptr) return false;
  switch (sqlite->getErrorCode()) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
      return true;
    default:
      return false;
  }
}

Error explain(const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  if (sqlite == nullptr) return house_error(failure.what(), dynamic_cast<const Misplaced*>(&failure) != nullptr);
  switch (sqlite->getErrorCode()) {
    case SQLITE_FULL:
      return house_error("the disk is full", true);
    case SQLITE_READONLY:
      return house_error("the database file or its folder is read-only", true);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return house_error("the database is locked by another program (a backup tool, a shell of sqlite3?); end it",
                         true);
    case SQLITE_IOERR:
      return house_error(fmt::format("the disk failed, or is full: {}", failure.what()), true);
    case SQLITE_CORRUPT:
      return house_error(damaged);
    case SQLITE_NOTADB:
      return house_error(
          "the file is not a database of guildbridge, or its beginning is damaged; look at `[store] path`, or use a "
          "backup");
    case SQLITE_CANTOPEN:
      return house_error(
          "the database file cannot be opened or made; does its folder exist, may we write there, is the disk full?");
    default:
      return house_error(fmt::format("the database failed: {}", failure.what()));
  }
}

void be_patient(SQLite::Database& database, bool patient) {
  sqlite3_busy_handler(database.getHandle(), patient ? &wait_a_moment<most_tries> : &wait_a_moment<few_tries>, nullptr);
}

result<std::unique_ptr<SQLite::Database>> open_connection(const std::string& path) try {
  auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  be_patient(*database, true);
  // Before anything is set: somebody else's file stays as it is.
  if (auto known = check_schema(*database); !known) return known.error();
  // Of a file that has tables already auto_vacuum is a wish, which `make_shrinkable` fulfils.
  database->exec(
      "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = "
      "ON;");
  return database;
} catch (const std::exception& failure) {
  return explain(failure);
}

result<void> migrate(SQLite::Database& database) try {
  if (auto known = check_schema(database); !known) return known.error();
  climb(database);
  return {};
} catch (const std::exception& failure) {
  return explain(failure);
}

result<std::unique_ptr<SQLite::Database>> open_database(const std::string& path) {
  auto database = open_connection(path);
  if (!database) return house_error(fmt::format("{}: {}", path, database.error().told));
  if (auto done = migrate(**database); !done) return house_error(fmt::format("{}: {}", path, done.error().told));
  return database;
}

result<std::unique_ptr<RunGuard>> RunGuard::take(const std::string& database_path) {
  const int file = ::open(database_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return house_error(fmt::format("{} cannot be made or opened: {}; does its folder exist, and may we write there?",
                                   database_path, std::strerror(errno)));
  auto guard = std::make_unique<RunGuard>(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return house_error(fmt::format("another guildbridge already runs on {}; stop it first", database_path));
  return guard;
}

RunGuard::~RunGuard() {
  ::close(file_);
}

}  // namespace gb::store
