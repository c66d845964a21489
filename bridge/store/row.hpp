#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/core/entry.hpp"

namespace SQLite {
class Statement;
}

/// Between the values of the core and the columns of the tables. Only text and numbers; no transaction begins or ends
/// here.
namespace gb::store {

/// Columns kind, target, text and extras of an event.
struct EventRow {
  int kind = 0;
  std::optional<std::int64_t> target;
  std::string text;
  std::optional<std::string> extras;
};

/// The kind of removals; messages are below 16, edits 32 above the message's.
inline constexpr int removal_kind = 16;
inline constexpr int edit_kind = 32;

EventRow to_row(const core::Event& event);

/// An event from its columns; damaged extras read as none, since the words matter more.
core::Event from_row(EventRow row);

/// What `read_entry` expects, joined with the author. Followed by WHERE.
inline constexpr const char* select_entries =
    "SELECT e.seq, e.channel, e.created, e.source_room, e.note, e.kind, e.target, e.removed, e.text, e.extras,"
    " p.id, p.created, p.handle, p.display_name FROM entries e JOIN people p ON p.id = e.author ";

/// The entry of the current row of a statement made from `select_entries`.
core::EntryPtr read_entry(SQLite::Statement& statement);

std::int64_t to_column(Time time);
Time time_of(std::int64_t column);

}  // namespace gb::store
