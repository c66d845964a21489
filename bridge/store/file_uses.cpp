#include "bridge/store/file_uses.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace gb::store {
namespace {

// An entry and its edits.
constexpr const char* forget_files =
    "DELETE FROM files WHERE (owner, name) IN ("
    "  SELECT owner, name FROM file_uses WHERE holder = ?1 OR holder IN (SELECT seq FROM entries WHERE target = ?1))"
    " AND NOT EXISTS (SELECT 1 FROM file_uses u WHERE u.owner = files.owner AND u.name = files.name"
    "  AND u.holder <> ?1 AND u.holder NOT IN (SELECT seq FROM entries WHERE target = ?1))";
constexpr const char* forget_uses =
    "DELETE FROM file_uses WHERE holder = ?1 OR holder IN (SELECT seq FROM entries WHERE target = ?1)";

void run_for(SQLite::Statement& statement, Seq entry) {
  statement.reset();
  statement.bind(1, entry.value);
  statement.exec();
}

}  // namespace

struct FileUses::Parts {
  explicit Parts(SQLite::Database& base)
      : insert(base, "INSERT OR IGNORE INTO file_uses (holder, owner, name) VALUES (?, ?, ?)"),
        files(base, forget_files),
        uses(base, forget_uses) {}

  SQLite::Statement insert, files, uses;
};

FileUses::FileUses(SQLite::Database& database) : parts_(std::make_unique<Parts>(database)) {}

FileUses::~FileUses() = default;

void FileUses::keep(Seq entry, const std::vector<core::FileRef>& files) {
  for (const core::FileRef& file : files) {
    parts_->insert.reset();
    parts_->insert.bind(1, entry.value);
    parts_->insert.bind(2, file.owner.value);
    parts_->insert.bindNoCopy(3, file.name);
    parts_->insert.exec();
  }
}

void FileUses::drop(Seq entry) {
  run_for(parts_->files, entry);
  run_for(parts_->uses, entry);
}

}  // namespace gb::store
