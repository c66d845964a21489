#include "bridge/store/catalog.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include "bridge/store/database.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {
namespace {

Error taken(const char* kind, std::int64_t id, const std::string& key) {
  return Error{Fault::caller, false,
               fmt::format("{} \"{}\" cannot have the id {}: another one has it, or this one was given an id before",
                           kind, key, id)};
}

template <class Id>
void bind_wanted(SQLite::Statement& statement, int index, std::optional<Id> wanted) {
  if (wanted)
    statement.bind(index, wanted->value);
  else
    statement.bind(index);
}

}  // namespace

result<std::unique_ptr<SqliteCatalog>> SqliteCatalog::open(const std::string& path) {
  auto database = open_database(path);
  if (!database) return database.error();
  return std::make_unique<SqliteCatalog>(std::move(*database));
}

SqliteCatalog::SqliteCatalog(std::unique_ptr<SQLite::Database> database) : database_(std::move(database)) {}

SqliteCatalog::~SqliteCatalog() = default;

result<core::GuildRecord> SqliteCatalog::guild(const std::string& key, std::optional<GuildId> wanted) try {
  SQLite::Statement insert(*database_, "INSERT OR IGNORE INTO guilds (id, key, created) VALUES (?, ?, ?)");
  bind_wanted(insert, 1, wanted);
  insert.bind(2, key);
  insert.bind(3, to_column(wall_now()));
  insert.exec();
  SQLite::Statement find(*database_, "SELECT id, created FROM guilds WHERE key = ?");
  find.bind(1, key);
  if (!find.executeStep()) return taken("guild", wanted.value_or(GuildId{}).value, key);
  const core::GuildRecord record{GuildId{find.getColumn(0).getInt64()}, time_of(find.getColumn(1).getInt64())};
  if (wanted && record.id != *wanted) return taken("guild", wanted->value, key);
  return record;
} catch (const std::exception& failure) {
  return explain(failure);
}

result<core::ChannelRecord> SqliteCatalog::channel(GuildId guild, const std::string& key,
                                                   std::optional<ChannelId> wanted) try {
  SQLite::Statement insert(*database_, "INSERT OR IGNORE INTO channels (id, guild, key, created) VALUES (?, ?, ?, ?)");
  bind_wanted(insert, 1, wanted);
  insert.bind(2, guild.value);
  insert.bind(3, key);
  insert.bind(4, to_column(wall_now()));
  insert.exec();
  SQLite::Statement find(*database_, "SELECT id, created FROM channels WHERE guild = ? AND key = ?");
  find.bind(1, guild.value);
  find.bind(2, key);
  if (!find.executeStep()) return taken("channel", wanted.value_or(ChannelId{}).value, key);
  const ChannelId id{find.getColumn(0).getInt64()};
  if (wanted && id != *wanted) return taken("channel", wanted->value, key);
  return core::ChannelRecord{id, time_of(find.getColumn(1).getInt64()), head(id)};
} catch (const std::exception& failure) {
  return explain(failure);
}

result<core::RoomRecord> SqliteCatalog::room(const std::string& name, ChannelId channel, bool carried) try {
  SQLite::Statement insert(*database_,
                           "INSERT INTO rooms (name, channel, cursor) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE"
                           " SET cursor = excluded.cursor, missed = 0, channel = excluded.channel"
                           " WHERE channel <> excluded.channel OR carried = 0");
  insert.bind(1, name);
  insert.bind(2, channel.value);
  insert.bind(3, head(channel).value);
  insert.exec();
  SQLite::Statement mark(*database_, "UPDATE rooms SET carried = ?2 WHERE name = ?1 AND carried <> ?2");
  mark.bind(1, name);
  mark.bind(2, carried ? 1 : 0);
  mark.exec();
  SQLite::Statement find(*database_, "SELECT id, cursor, missed FROM rooms WHERE name = ?");
  find.bind(1, name);
  find.executeStep();
  return core::RoomRecord{RoomId{find.getColumn(0).getInt64()}, Seq{find.getColumn(1).getInt64()},
                          static_cast<std::size_t>(find.getColumn(2).getInt64())};
} catch (const std::exception& failure) {
  return explain(failure);
}

// Of a channel whose entries have all grown too old, the cursors know how far it was.
Seq SqliteCatalog::head(ChannelId channel) {
  SQLite::Statement newest(*database_,
                           "SELECT max((SELECT coalesce(max(seq), 0) FROM entries WHERE channel = ?1),"
                           " (SELECT coalesce(max(cursor), 0) FROM rooms WHERE channel = ?1))");
  newest.bind(1, channel.value);
  newest.executeStep();
  return Seq{newest.getColumn(0).getInt64()};
}

}  // namespace gb::store
