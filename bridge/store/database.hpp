#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "bridge/base/result.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Opens the file (made when missing) with the settings every connection of ours has: WAL, synchronous=FULL, foreign
/// keys, a busy time-out. Does not look at the schema.
result<std::unique_ptr<SQLite::Database>> open_connection(const std::string& path);

/// For how long a connection waits for another program that has the file locked: some seconds, as at first, or a
/// moment.
void be_patient(SQLite::Database& database, bool patient);

/// Brings the schema up to date, one numbered step after another, each in a transaction. Fails with words a person can
/// act on when the file is not a database, is damaged, or was written by a newer version.
result<void> migrate(SQLite::Database& database);

/// Opens and migrates: what every user of the file does first.
result<std::unique_ptr<SQLite::Database>> open_database(const std::string& path);

/// Makes the file or brings it up to date, looks for damage (in files up to 256 MiB), and closes it again: what a
/// bridge does before it trusts the file.
result<void> prepare_file(const std::string& path);

/// The file that a connection writes to is not the one that others find by its name.
struct Misplaced : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Misplaced if the file, or the log beside it, was deleted, moved or replaced: SQLite would go on writing, and
/// nobody would ever read it. Call it before a change that somebody is told of. Costs two looks at a folder.
void check_in_place(SQLite::Database& database);

/// True if the next change would fail as well, whatever it is.
bool is_of_the_disk(const std::exception& failure);

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
