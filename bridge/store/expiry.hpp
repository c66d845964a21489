#pragma once

#include <SQLiteCpp/Statement.h>

#include "bridge/base/time.hpp"
#include "bridge/core/expired.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Takes away what is older than the store keeps, oldest first. Used inside a transaction, on the writer's thread;
/// throws what SQLite throws.
class Expiry {
 public:
  /// How many entries go at once: a few milliseconds, so that nobody's post waits longer.
  static constexpr int most_at_once = 500;

  explicit Expiry(SQLite::Database& database);

  /// Up to the first entry that was made at `before` or later. A room that had not had some of it counts these, and its
  /// cursor follows.
  core::Expired sweep(Time before);

 private:
  core::Expired oldest(Time before);
  std::vector<core::Missed> pass_over(Seq upto);

  SQLite::Database& database_;
  SQLite::Statement oldest_, unseen_, move_cursor_;
};

}  // namespace gb::store
