#include "bridge/store/reading.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <limits>
#include <utility>

#include "bridge/store/database.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {
namespace {

std::vector<core::EntryPtr> query_entries(SQLite::Database& database, const core::ReadRange& range) {
  const bool newest = range.take == core::ReadRange::Take::newest;
  SQLite::Statement query(database,
                          std::string(select_entries) +
                              "WHERE e.channel = ? AND e.seq > ? AND e.seq < ? AND e.removed = 0 ORDER BY e.seq " +
                              (newest ? "DESC" : "ASC") + " LIMIT ?");
  query.bind(1, range.channel.value);
  query.bind(2, range.after.value);
  query.bind(3, range.before ? range.before->value : std::numeric_limits<std::int64_t>::max());
  query.bind(4, static_cast<std::int64_t>(std::min(range.limit, core::ReadRange::most)));
  std::vector<core::EntryPtr> entries;
  while (query.executeStep()) entries.push_back(read_entry(query));
  if (newest) std::ranges::reverse(entries);
  return entries;
}

std::optional<Seq> query_remote(SQLite::Database& database, RoomId room, const std::string& id) {
  SQLite::Statement query(database, "SELECT seq FROM remote_ids WHERE room = ? AND id = ?");
  query.bind(1, room.value);
  query.bind(2, id);
  if (!query.executeStep()) return std::nullopt;
  return Seq{query.getColumn(0).getInt64()};
}

std::vector<std::string> query_remote_ids(SQLite::Database& database, RoomId room, Seq entry) {
  SQLite::Statement query(database, "SELECT id FROM remote_ids WHERE seq = ? AND room = ? ORDER BY part");
  query.bind(1, entry.value);
  query.bind(2, room.value);
  std::vector<std::string> ids;
  while (query.executeStep()) ids.push_back(query.getColumn(0).getString());
  return ids;
}

// As core::is_for_room says, in SQL.
std::size_t query_count(SQLite::Database& database, const core::Stretch& stretch) {
  SQLite::Statement query(database,
                          "SELECT count(*) FROM (SELECT 1 FROM entries WHERE channel = ?1 AND seq > ?2 AND seq <= ?3"
                          " AND removed = 0 AND CASE WHEN note IS NULL THEN source_room IS NOT ?4 ELSE note = ?4 END"
                          " LIMIT ?5)");
  query.bind(1, stretch.channel.value);
  query.bind(2, stretch.after.value);
  query.bind(3, stretch.upto.value);
  query.bind(4, stretch.room.value);
  query.bind(5, static_cast<std::int64_t>(core::Ledger::most_counted));
  query.executeStep();
  return static_cast<std::size_t>(query.getColumn(0).getInt64());
}

}  // namespace

Reading::Reading(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop)
    : database_(std::move(database)), loop_(std::move(loop)) {}

Reading::~Reading() {
  thread_.join();
}

template <class T, class Query>
void Reading::ask(Query query, Done<T> done) {
  boost::asio::post(thread_, [this, query = std::move(query), done = std::move(done)]() mutable {
    result<T> answer = [&]() -> result<T> {
      try {
        return query(*database_);
      } catch (const std::exception& failure) {
        return explain(failure);
      }
    }();
    boost::asio::post(loop_,
                      [answer = std::move(answer), done = std::move(done)]() mutable { done(std::move(answer)); });
  });
}

void Reading::entries(core::ReadRange range, Done<std::vector<core::EntryPtr>> done) {
  ask<std::vector<core::EntryPtr>>([range](SQLite::Database& database) { return query_entries(database, range); },
                                   std::move(done));
}

void Reading::find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done) {
  ask<std::optional<Seq>>(
      [room, id = std::move(remote_id)](SQLite::Database& database) { return query_remote(database, room, id); },
      std::move(done));
}

void Reading::count(core::Stretch stretch, Done<std::size_t> done) {
  ask<std::size_t>([stretch](SQLite::Database& database) { return query_count(database, stretch); }, std::move(done));
}

void Reading::remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done) {
  ask<std::vector<std::string>>(
      [room, entry](SQLite::Database& database) { return query_remote_ids(database, room, entry); }, std::move(done));
}

}  // namespace gb::store
