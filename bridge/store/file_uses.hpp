#pragma once

#include <memory>
#include <vector>

#include "bridge/core/event.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Which entries show which files. Inside somebody else's transaction; throws what SQLite throws.
class FileUses {
 public:
  explicit FileUses(SQLite::Database& database);
  ~FileUses();

  void keep(Seq entry, const std::vector<core::FileRef>& files);

  /// The entry, and its edits, show nothing any more: files that nobody else shows are forgotten.
  void drop(Seq entry);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gb::store
