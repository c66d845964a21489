#include "bridge/store/expiry.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include "bridge/store/row.hpp"

namespace gb::store {

Expiry::Expiry(SQLite::Database& database)
    : database_(database),
      oldest_(database, "SELECT seq, created FROM entries ORDER BY seq LIMIT ?"),
      unseen_(database,
              "SELECT r.id, count(*) FROM rooms r JOIN entries e ON e.channel = r.channel AND e.seq > r.cursor"
              " WHERE r.carried AND e.seq <= ? AND e.note IS NULL AND e.removed = 0 AND e.kind <> ?"
              " AND (e.source_room IS NULL OR e.source_room <> r.id) GROUP BY r.id"),
      move_cursor_(database, "UPDATE rooms SET cursor = ?, missed = missed + ? WHERE id = ? AND cursor < ?") {}

core::Expired Expiry::sweep(Time before) {
  core::Expired swept = oldest(before);
  if (swept.entries == 0) return swept;
  swept.missed = pass_over(swept.upto);
  // The newest thing known of a room stays known: it tells who looks back how far he has been before.
  database_.exec(
      fmt::format("DELETE FROM remote_ids WHERE seq <= {0} AND (EXISTS (SELECT 1 FROM remote_ids n WHERE n.room ="
                  " remote_ids.room AND n.seq > {0}) OR seq < (SELECT max(n.seq) FROM remote_ids n WHERE n.room ="
                  " remote_ids.room));"
                  "DELETE FROM file_uses WHERE holder > 0 AND holder <= {0}; DELETE FROM nonces WHERE seq <= {0};"
                  "DELETE FROM passed_over WHERE last <= {0}; DELETE FROM entries WHERE seq <= {0};"
                  "PRAGMA incremental_vacuum",
                  swept.upto.value));
  return swept;
}

// Only from the front, so that one number says what is gone: what was said late waits for those before it.
core::Expired Expiry::oldest(Time before) {
  core::Expired found;
  oldest_.reset();
  oldest_.bind(1, most_at_once);
  while (oldest_.executeStep() && time_of(oldest_.getColumn(1).getInt64()) < before) {
    found.upto = Seq{oldest_.getColumn(0).getInt64()};
    ++found.entries;
  }
  oldest_.reset();
  found.more = found.entries == most_at_once;
  return found;
}

std::vector<core::Missed> Expiry::pass_over(Seq upto) {
  std::vector<core::Missed> missed;
  unseen_.reset();
  unseen_.bind(1, upto.value);
  unseen_.bind(2, removal_kind);
  while (unseen_.executeStep())
    missed.push_back(
        {RoomId{unseen_.getColumn(0).getInt64()}, static_cast<std::size_t>(unseen_.getColumn(1).getInt64())});
  unseen_.reset();
  for (const core::Missed& one : missed) {
    move_cursor_.reset();
    move_cursor_.bind(1, upto.value);
    move_cursor_.bind(2, static_cast<std::int64_t>(one.messages));
    move_cursor_.bind(3, one.room.value);
    move_cursor_.bind(4, upto.value);
    move_cursor_.exec();
  }
  return missed;
}

}  // namespace gb::store
