#include "bridge/store/trace.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "bridge/store/database.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {
namespace {

std::string word_of(int kind) {
  if (kind == removal_kind) return "removal";
  if (kind >= edit_kind) return "edit";
  switch (static_cast<core::MessageKind>(kind)) {
    case core::MessageKind::action:
      return "action";
    case core::MessageKind::notice:
      return "notice";
    case core::MessageKind::text:
      break;
  }
  return "text";
}

/// The row of an entry, as far as its way depends on it.
struct Found {
  Trace trace;
  std::int64_t channel = 0;
  std::int64_t source_room = 0;
  std::optional<std::int64_t> note;
};

std::optional<Found> find_entry(SQLite::Database& database, Seq entry) {
  SQLite::Statement query(
      database,
      "SELECT e.kind, e.target, e.created, e.removed, e.text, e.channel, coalesce(e.source_room, 0), e.note, p.id,"
      " p.handle, g.key || '/' || c.key, coalesce(r.name, '') FROM entries e JOIN people p ON p.id = e.author"
      " LEFT JOIN channels c ON c.id = e.channel LEFT JOIN guilds g ON g.id = c.guild"
      " LEFT JOIN rooms r ON r.id = e.source_room WHERE e.seq = ?");
  query.bind(1, entry.value);
  if (!query.executeStep()) return std::nullopt;
  Found found;
  Trace& trace = found.trace;
  trace.entry = entry;
  trace.what = word_of(query.getColumn(0).getInt());
  if (!query.getColumn(1).isNull()) trace.target = Seq{query.getColumn(1).getInt64()};
  trace.created = time_of(query.getColumn(2).getInt64());
  trace.removed = query.getColumn(3).getInt() != 0;
  trace.text = query.getColumn(4).getString();
  found.channel = query.getColumn(5).getInt64();
  found.source_room = query.getColumn(6).getInt64();
  if (!query.getColumn(7).isNull()) found.note = query.getColumn(7).getInt64();
  trace.note = found.note.has_value();
  trace.author_id = UserId{query.getColumn(8).getInt64()};
  trace.author = query.getColumn(9).getString();
  trace.channel = query.getColumn(10).getString();
  trace.source = query.getColumn(11).getString();
  return found;
}

std::vector<std::string> remote_ids_of(SQLite::Database& database, std::int64_t room, Seq entry) {
  SQLite::Statement query(database, "SELECT id FROM remote_ids WHERE seq = ? AND room = ? ORDER BY part");
  query.bind(1, entry.value);
  query.bind(2, room);
  std::vector<std::string> ids;
  while (query.executeStep()) ids.push_back(query.getColumn(0).getString());
  return ids;
}

void look_for_reason(SQLite::Database& database, std::int64_t room, Seq entry, RoomTrace& out) {
  SQLite::Statement query(database,
                          "SELECT reason, at FROM passed_over WHERE room = ?1 AND first <= ?2 AND last >= ?2 LIMIT 1");
  query.bind(1, room);
  query.bind(2, entry.value);
  if (!query.executeStep()) return;
  out.outcome = RoomTrace::Outcome::passed;
  out.reason = query.getColumn(0).getString();
  out.when = time_of(query.getColumn(1).getInt64());
}

RoomTrace room_trace(SQLite::Database& database, const Found& found, std::int64_t room, bool past) {
  RoomTrace out;
  const Seq entry = found.trace.entry;
  out.remote_ids = remote_ids_of(database, room, entry);
  if (room == found.source_room) {
    out.outcome = RoomTrace::Outcome::source;
  } else if (found.note && *found.note != room) {
    out.outcome = RoomTrace::Outcome::not_for;
  } else {
    out.outcome = past ? RoomTrace::Outcome::delivered : RoomTrace::Outcome::waiting;
    if (out.remote_ids.empty()) look_for_reason(database, room, entry, out);
  }
  return out;
}

}  // namespace

result<std::optional<Trace>> trace(const std::string& path, Seq entry) try {
  if (!std::filesystem::exists(path)) return Error{Fault::caller, false, path + ": there is no such database"};
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  auto found = find_entry(database, entry);
  if (!found) return std::optional<Trace>();
  SQLite::Statement rooms(database, "SELECT id, name, cursor FROM rooms WHERE channel = ? ORDER BY name");
  rooms.bind(1, found->channel);
  while (rooms.executeStep()) {
    RoomTrace one =
        room_trace(database, *found, rooms.getColumn(0).getInt64(), rooms.getColumn(2).getInt64() >= entry.value);
    one.name = rooms.getColumn(1).getString();
    found->trace.rooms.push_back(std::move(one));
  }
  return std::optional(std::move(found->trace));
} catch (const std::exception& failure) {
  const Error error = explain(failure);
  return Error{error.fault, error.retry, path + ": " + error.told};
}

result<std::optional<Seq>> entry_called(const std::string& path, const std::string& remote_id) try {
  if (!std::filesystem::exists(path)) return Error{Fault::caller, false, path + ": there is no such database"};
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  SQLite::Statement query(database, "SELECT seq FROM remote_ids WHERE id = ? ORDER BY seq DESC LIMIT 1");
  query.bind(1, remote_id);
  return query.executeStep() ? std::optional(Seq{query.getColumn(0).getInt64()}) : std::optional<Seq>();
} catch (const std::exception& failure) {
  const Error error = explain(failure);
  return Error{error.fault, error.retry, path + ": " + error.told};
}

}  // namespace gb::store
