#include "bridge/store/file_book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "bridge/store/database.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {
namespace {

using core::StoredFile;
using Found = std::optional<StoredFile>;

constexpr int at_once = 32;  // Blobs erased while others wait for the lock.
constexpr const char* select_file =
    "SELECT owner, name, blob, type, bytes, width, height, title, created FROM files f ";

/// What is told to whoever asked, and rolls the transaction back.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

StoredFile read_file(SQLite::Statement& row) {
  StoredFile file;
  file.ref.owner = UserId{row.getColumn(0).getInt64()};
  file.ref.name = row.getColumn(1).getString();
  file.blob = row.getColumn(2).getString();
  core::FileFacts& facts = file.ref.facts;
  facts.type = row.getColumn(3).getString();
  facts.bytes = static_cast<std::uint64_t>(row.getColumn(4).getInt64());
  facts.width = row.getColumn(5).getUInt();
  facts.height = row.getColumn(6).getUInt();
  facts.title = row.getColumn(7).getString();
  file.created = time_of(row.getColumn(8).getInt64());
  return file;
}

Found one_file(SQLite::Statement& query) {
  if (!query.executeStep()) return std::nullopt;
  return read_file(query);
}

/// A whole change, or none of it: `work` may throw.
template <class Work>
auto in_transaction(SQLite::Database& database, Work work) -> result<decltype(work())> try {
  check_in_place(database);
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  if constexpr (std::is_void_v<decltype(work())>) {
    work();
    transaction.commit();
    return {};
  } else {
    auto made = work();
    transaction.commit();
    return made;
  }
} catch (const Refusal& refusal) {
  return Error{Fault::caller, false, refusal.what()};
} catch (const std::exception& failure) {
  return explain(failure);
}

std::int64_t holder_of(GuildId guild) {
  return -guild.value;
}

std::uint64_t sum(SQLite::Statement& query) {
  return query.executeStep() ? static_cast<std::uint64_t>(query.getColumn(0).getInt64()) : 0;
}

}  // namespace

result<std::unique_ptr<SqliteFileBook>> SqliteFileBook::open(const std::string& path) {
  auto database = open_database(path);
  if (!database) return database.error();
  auto reading = open_connection(path);
  if (!reading) return reading.error();
  return std::make_unique<SqliteFileBook>(std::move(*database), std::move(*reading));
}

SqliteFileBook::SqliteFileBook(std::unique_ptr<SQLite::Database> database, std::unique_ptr<SQLite::Database> reading)
    : database_(std::move(database)), reading_(std::move(reading)) {}

SqliteFileBook::~SqliteFileBook() = default;

result<Found> SqliteFileBook::find(UserId owner, const std::string& name) try {
  const std::lock_guard alone(one_reads_);
  SQLite::Statement query(*reading_, std::string(select_file) + "WHERE owner = ? AND name = ?");
  query.bind(1, owner.value);
  query.bind(2, name);
  return one_file(query);
} catch (const std::exception& failure) {
  return explain(failure);
}

bool SqliteFileBook::touch(UserId owner, const std::string& name) {
  SQLite::Statement change(*database_, "UPDATE files SET asked = ? WHERE owner = ? AND name = ?");
  change.bind(1, to_column(wall_now()));
  change.bind(2, owner.value);
  change.bind(3, name);
  return change.exec() > 0;
}

void SqliteFileBook::check_room(const StoredFile& file, const core::FileQuota& quota) {
  SQLite::Statement own(*database_, "SELECT sum(bytes) FROM files WHERE owner = ?");
  own.bind(1, file.ref.owner.value);
  if (sum(own) + file.ref.facts.bytes > quota.user)
    throw Refusal("the files of this user take all the room that one may have");
  SQLite::Statement all(*database_, "SELECT sum(bytes) FROM files");
  if (sum(all) + file.ref.facts.bytes > quota.total) throw Refusal("there is no room for more files on this server");
}

void SqliteFileBook::hold(Seq holder, const core::FileRef& file) {
  SQLite::Statement there(*database_, "SELECT 1 FROM entries WHERE seq = ? AND removed = 0");
  there.bind(1, holder.value);
  if (!there.executeStep()) throw Refusal("the message was removed meanwhile");
  SQLite::Statement use(*database_, "INSERT OR IGNORE INTO file_uses (holder, owner, name) VALUES (?, ?, ?)");
  use.bind(1, holder.value);
  use.bind(2, file.owner.value);
  use.bind(3, file.name);
  use.exec();
}

void SqliteFileBook::insert(const StoredFile& file) {
  const core::FileFacts& facts = file.ref.facts;
  SQLite::Statement row(*database_,
                        "INSERT INTO files (owner, name, blob, type, bytes, width, height, title, created, asked)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)");
  row.bind(1, file.ref.owner.value);
  row.bind(2, file.ref.name);
  row.bind(3, file.blob);
  row.bind(4, facts.type);
  row.bind(5, static_cast<std::int64_t>(facts.bytes));
  row.bind(6, facts.width);
  row.bind(7, facts.height);
  row.bind(8, facts.title);
  row.bind(9, to_column(file.created));
  row.exec();
}

result<void> SqliteFileBook::add(const StoredFile& file, const core::FileQuota& quota, std::optional<Seq> holder,
                                 const std::function<void()>& place) {
  return in_transaction(*database_, [&] {
    if (!touch(file.ref.owner, file.ref.name)) {
      check_room(file, quota);
      insert(file);
    }
    if (holder) hold(*holder, file.ref);
    place();
  });
}

result<Found> SqliteFileBook::attach(UserId owner, const std::string& name, UserId who, ChannelId channel) {
  return in_transaction(*database_, [&]() -> Found {
    SQLite::Statement query(*database_, std::string(select_file) +
                                            "WHERE owner = ?1 AND name = ?2 AND (owner = ?3 OR EXISTS ("
                                            "SELECT 1 FROM file_uses u JOIN entries e ON e.seq = u.holder"
                                            " WHERE u.owner = ?1 AND u.name = ?2 AND e.channel = ?4))");
    query.bind(1, owner.value);
    query.bind(2, name);
    query.bind(3, who.value);
    query.bind(4, channel.value);
    Found found = one_file(query);
    if (found) touch(owner, name);
    return found;
  });
}

result<Found> SqliteFileBook::text_of(Seq holder) try {
  SQLite::Statement query(*database_, std::string(select_file) +
                                          "JOIN file_uses u USING (owner, name)"
                                          " WHERE u.holder = ? AND f.type LIKE 'text/plain%' AND f.title = ''");
  query.bind(1, holder.value);
  return one_file(query);
} catch (const std::exception& failure) {
  return explain(failure);
}

result<void> SqliteFileBook::show_icon(GuildId guild, const std::optional<core::FileRef>& icon) {
  return in_transaction(*database_, [&] {
    SQLite::Statement drop(*database_, "DELETE FROM file_uses WHERE holder = ?");
    drop.bind(1, holder_of(guild));
    drop.exec();
    if (!icon) return;
    SQLite::Statement use(*database_, "INSERT INTO file_uses (holder, owner, name) VALUES (?, ?, ?)");
    use.bind(1, holder_of(guild));
    use.bind(2, icon->owner.value);
    use.bind(3, icon->name);
    use.exec();
  });
}

result<std::string> SqliteFileBook::copy_of(const std::string& network, const std::string& blob) try {
  SQLite::Statement query(*database_, "SELECT uri FROM blob_copies WHERE blob = ? AND network = ?");
  query.bind(1, blob);
  query.bind(2, network);
  return query.executeStep() ? query.getColumn(0).getString() : std::string();
} catch (const std::exception& failure) {
  return explain(failure);
}

result<void> SqliteFileBook::keep_copy(const std::string& network, const std::string& blob, const std::string& uri) {
  return in_transaction(*database_, [&] {
    SQLite::Statement keep(*database_, "INSERT OR REPLACE INTO blob_copies (blob, network, uri) VALUES (?, ?, ?)");
    keep.bind(1, blob);
    keep.bind(2, network);
    keep.bind(3, uri);
    keep.exec();
  });
}

std::size_t SqliteFileBook::forget(const core::FileSweep& rules) {
  SQLite::Statement unused(*database_,
                           "DELETE FROM files WHERE asked < ?1 AND NOT EXISTS (SELECT 1 FROM file_uses u"
                           " WHERE u.owner = files.owner AND u.name = files.name)");
  unused.bind(1, to_column(std::min(rules.unused_since, wall_now() - safe_for)));
  auto gone = static_cast<std::size_t>(unused.exec());
  if (!rules.before) return gone;
  SQLite::Statement old(*database_,
                        "DELETE FROM files WHERE asked < ? AND NOT EXISTS (SELECT 1 FROM file_uses u"
                        " WHERE u.owner = files.owner AND u.name = files.name AND u.holder < 0)");
  old.bind(1, to_column(*rules.before));
  gone += static_cast<std::size_t>(old.exec());
  database_->exec(
      "DELETE FROM file_uses WHERE NOT EXISTS (SELECT 1 FROM files f"
      " WHERE f.owner = file_uses.owner AND f.name = file_uses.name)");
  return gone;
}

// A few of those that no file has any more; how many they were.
std::size_t SqliteFileBook::bury_some(const Erase& erase) {
  database_->exec("DELETE FROM dead_blobs WHERE blob IN (SELECT blob FROM files)");
  SQLite::Statement dead(*database_, "SELECT blob FROM dead_blobs LIMIT ?");
  dead.bind(1, at_once);
  std::vector<std::string> some;
  while (dead.executeStep()) some.push_back(dead.getColumn(0).getString());
  dead.reset();
  SQLite::Statement copies(*database_, "DELETE FROM blob_copies WHERE blob = ?");
  SQLite::Statement done(*database_, "DELETE FROM dead_blobs WHERE blob = ?");
  for (const std::string& blob : some) {
    erase(blob);
    for (SQLite::Statement* change : {&copies, &done}) {
      change->reset();
      change->bind(1, blob);
      change->exec();
    }
  }
  return some.size();
}

// The rows first: if bytes cannot be erased, or the process ends in between, their names are in the list of the dead.
result<std::size_t> SqliteFileBook::sweep(const core::FileSweep& rules, const Erase& erase) {
  auto gone = in_transaction(*database_, [&] { return forget(rules); });
  if (!gone) return gone;
  if (auto buried = erase_dead(erase); !buried) return buried.error();
  return gone;
}

// A few at a time: messages wait for the same lock. Most of the time there are none, and nobody waits for that.
result<std::size_t> SqliteFileBook::erase_dead(const Erase& erase) try {
  std::size_t all = 0;
  while (database_->execAndGet("SELECT count(*) FROM dead_blobs").getInt() > 0) {
    const auto some = in_transaction(*database_, [&] { return bury_some(erase); });
    if (!some) return some.error();
    all += *some;
  }
  return all;
} catch (const std::exception& failure) {
  return explain(failure);
}

std::vector<std::string> SqliteFileBook::unknown_of(const std::vector<std::string>& blobs) {
  SQLite::Statement known(*database_, "SELECT 1 FROM files WHERE blob = ?");
  std::vector<std::string> unknown;
  for (const std::string& blob : blobs) {
    known.reset();
    known.bind(1, blob);
    if (!known.executeStep()) unknown.push_back(blob);
  }
  return unknown;
}

// Looked up without a lock, and again with it: a file may be on its way.
result<void> SqliteFileBook::erase_unknown(const std::vector<std::string>& blobs, const Erase& erase) try {
  const std::vector<std::string> suspects = unknown_of(blobs);
  for (std::size_t from = 0; from < suspects.size(); from += at_once) {
    const auto end = suspects.begin() + static_cast<std::ptrdiff_t>(std::min(from + at_once, suspects.size()));
    const std::vector<std::string> some(suspects.begin() + static_cast<std::ptrdiff_t>(from), end);
    const auto erased = in_transaction(*database_, [&] {
      for (const std::string& blob : unknown_of(some)) erase(blob);
    });
    if (!erased) return erased.error();
  }
  return {};
} catch (const std::exception& failure) {
  return explain(failure);
}

}  // namespace gb::store
