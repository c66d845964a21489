#include "bridge/store/house_names.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include <random>

#include "bridge/base/log.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/upkeep.hpp"

namespace gb::store {
namespace {

std::string kept_names(SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT value FROM kept WHERE name = 'house'");
  return query.executeStep() ? query.getColumn(0).getString() : std::string();
}

std::string new_name() {
  std::random_device random;
  return fmt::format("{:08x}", random());
}

std::int64_t newest(SQLite::Database& database) {
  return database.execAndGet("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entries'").getInt64();
}

// Numbers that the other database has given since are not given to something else. Of people few are made by hand.
void jump_ahead(SQLite::Database& database, std::int64_t from) {
  constexpr std::int64_t people = 1000;
  database.exec("DELETE FROM sqlite_sequence WHERE name = 'entries'");
  database.exec(fmt::format("INSERT INTO sqlite_sequence (name, seq) VALUES ('entries', {})", from + jump));
  database.exec(fmt::format("UPDATE counters SET value = value + {} WHERE name = 'native'", people));
  database.exec(fmt::format("UPDATE counters SET value = value + {} WHERE name = 'outside'", jump));
  database.exec("PRAGMA application_id = 0");
}

void keep_names(SQLite::Database& database, const std::string& text) {
  SQLite::Statement keep(database, "INSERT OR REPLACE INTO kept (name, value) VALUES ('house', ?)");
  keep.bind(1, text);
  keep.exec();
}

}  // namespace

result<core::HouseNames> name_house(const std::string& path) try {
  auto database = open_database(path);
  if (!database) return database.error();
  SQLite::Transaction change(**database, SQLite::TransactionBehavior::IMMEDIATE);
  const bool copied = (*database)->execAndGet("PRAGMA application_id").getInt64() == copy_mark;
  const std::string known = kept_names(**database);
  if (!copied && !known.empty()) return core::HouseNames::parse(known);
  core::HouseNames names = known.empty() ? core::HouseNames(new_name()) : core::HouseNames::parse(known);
  if (copied) {
    const std::int64_t last = newest(**database);
    names.rename(Seq{last}, new_name());
    jump_ahead(**database, last);
    log::info("store", "this database comes from a backup: messages are numbered from {} on", last + jump + 1);
  }
  keep_names(**database, names.text());
  change.commit();
  return names;
} catch (const std::exception& failure) {
  return Error{Fault::house, false, path + ": " + explain(failure).told};
}

}  // namespace gb::store
