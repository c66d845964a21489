#pragma once

#include <memory>
#include <string>

#include "bridge/base/result.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Opens the file (made when missing) with the settings every connection of ours has: WAL, synchronous=FULL, foreign
/// keys, a busy time-out. Does not look at the schema.
result<std::unique_ptr<SQLite::Database>> open_connection(const std::string& path);

/// Brings the schema up to date, one numbered step after another, each in a transaction. Fails with words a person can
/// act on when the file is not a database, is damaged, or was written by a newer version.
result<void> migrate(SQLite::Database& database);

/// Opens and migrates: what every user of the file does first.
result<std::unique_ptr<SQLite::Database>> open_database(const std::string& path);

/// Makes the file or brings it up to date, looks for damage (in files up to 256 MiB), and closes it again: what a
/// bridge does before it trusts the file.
result<void> prepare_file(const std::string& path);

/// What a failure of SQLite means, in words: whose fault, is a retry sensible.
Error explain(const std::exception& failure);

/// Held while a bridge runs on the file, by whatever name it was opened, so that a second one is refused. The command
/// line does not need it. Take it before the first connection to the file and let go after the last: when any
/// descriptor of a file is closed, the process loses the locks that SQLite holds on it.
class RunGuard {
 public:
  /// Fails if another process holds it.
  static result<std::unique_ptr<RunGuard>> take(const std::string& database_path);

  explicit RunGuard(int file) : file_(file) {}
  ~RunGuard();
  RunGuard(const RunGuard&) = delete;
  RunGuard& operator=(const RunGuard&) = delete;

 private:
  int file_;
};

}  // namespace gb::store
