#include "bridge/store/upkeep.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "bridge/store/database.hpp"
#include "bridge/store/schema.hpp"

namespace gb::store {
namespace {

constexpr int most_problems = 20;

Error told(const std::string& path, const Error& error) {
  return {error.fault, error.retry, path + ": " + error.told};
}

std::int64_t number(SQLite::Database& database, const char* query) {
  return database.execAndGet(query).getInt64();
}

void look_for_damage(SQLite::Database& database, Examination& out) {
  SQLite::Statement check(database, fmt::format("PRAGMA integrity_check({})", most_problems));
  while (check.executeStep())
    if (const std::string line = check.getColumn(0).getString(); line != "ok")
      out.problems.push_back("the file is damaged: " + line);
  SQLite::Statement keys(database, "PRAGMA foreign_key_check");
  if (keys.executeStep())
    out.problems.push_back("the table " + keys.getColumn(0).getString() + " refers to rows that are not there");
}

void look_for_contradictions(SQLite::Database& database, Examination& out) {
  const auto count = [&](const char* query, const char* meaning) {
    if (const std::int64_t found = number(database, query); found > 0)
      out.problems.push_back(fmt::format("{} {}", found, meaning));
  };
  count(
      "SELECT count(*) FROM rooms WHERE cursor > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = "
      "'entries')",
      "rooms stand beyond the end of the log");
  count("SELECT count(*) FROM entries e LEFT JOIN people p ON p.id = e.author WHERE p.id IS NULL",
        "messages have an author who is not known");
  count("SELECT count(*) FROM entries e LEFT JOIN channels c ON c.id = e.channel WHERE c.id IS NULL",
        "messages are of a channel that is not known");
}

void mark(const std::string& copy) {
  SQLite::Database(copy, SQLite::OPEN_READWRITE).exec(fmt::format("PRAGMA application_id = {}", copy_mark));
}

void make_durable(const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool good = file >= 0 && ::fsync(file) == 0;
  const int fault = errno;
  if (file >= 0) ::close(file);
  if (!good) throw std::system_error(fault, std::generic_category());
}

// Written beside its place first, so that nobody takes half a copy for a whole one. `make_room` is called when it is
// whole.
template <class MakeRoom>
result<void> copy_whole(const std::string& from, const std::string& to, MakeRoom make_room) {
  const std::string beside = to + ".part";
  std::error_code ignored;
  const auto clear = [&] {
    for (const char* part : {"", "-journal"}) std::filesystem::remove(beside + part, ignored);
  };
  clear();
  try {
    {
      SQLite::Database database(from, SQLite::OPEN_READONLY);
      SQLite::Statement copy(database, "VACUUM INTO ?");
      copy.bind(1, beside);
      copy.exec();
    }
    mark(beside);
    make_durable(beside, O_RDWR);
    make_room();
    std::filesystem::rename(beside, to);
    make_durable(std::filesystem::absolute(to).parent_path(), O_RDONLY | O_DIRECTORY);
  } catch (const std::exception& failure) {
    clear();
    return told(to, explain(failure));
  }
  return {};
}

}  // namespace

result<Examination> examine(const std::string& path) try {
  if (!std::filesystem::exists(path)) return Error{Fault::caller, false, path + ": there is no such database"};
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  Examination found;
  found.schema = number(database, "PRAGMA user_version");
  found.bytes = number(database, "PRAGMA page_count") * number(database, "PRAGMA page_size");
  look_for_damage(database, found);
  if (found.schema != static_cast<std::int64_t>(migrations().size())) {
    found.problems.push_back(fmt::format("it has schema {}, and this program works with {}{}", found.schema,
                                         migrations().size(),
                                         found.schema < static_cast<std::int64_t>(migrations().size())
                                             ? "; the next `guildbridge run` brings it up to date"
                                             : ": it was written by a newer version of guildbridge"));
    return found;
  }
  found.entries = number(database, "SELECT count(*) FROM entries");
  found.people = number(database, "SELECT count(*) FROM people");
  found.rooms = number(database, "SELECT count(*) FROM rooms");
  look_for_contradictions(database, found);
  SQLite::Statement blobs(database, "SELECT DISTINCT blob FROM files");
  while (blobs.executeStep()) found.blobs.push_back(blobs.getColumn(0).getString());
  return found;
} catch (const std::exception& failure) {
  return told(path, explain(failure));
}

result<void> back_up(const std::string& path, const std::string& to) {
  if (!std::filesystem::exists(path)) return Error{Fault::caller, false, path + ": there is no such database"};
  if (std::filesystem::exists(to))
    return Error{Fault::caller, false, to + ": is there already; a backup overwrites nothing"};
  return copy_whole(path, to, [] {});
}

result<void> restore(const std::string& from, const std::string& path) {
  const auto found = examine(from);
  if (!found) return found.error();
  // Of an older version is no problem: it climbs.
  for (const std::string& problem : found->problems)
    if (found->schema >= static_cast<std::int64_t>(migrations().size()))
      return Error{Fault::caller, false, fmt::format("{}: {}", from, problem)};
  const auto guard = RunGuard::take(path);
  if (!guard) return guard.error();
  // The log of another database would be taken for one of this.
  return copy_whole(from, path, [&] {
    for (const char* part : {"-wal", "-shm", ""})
      if (std::filesystem::exists(path + part)) std::filesystem::rename(path + part, path + ".replaced" + part);
  });
}

}  // namespace gb::store
