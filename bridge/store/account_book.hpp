#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/core/person.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// A user to be made.
struct NewAccount {
  std::optional<UserId> id;  ///< Given by an import; else the next free one.
  std::string handle;        ///< 1 to 32 of a-z, A-Z, 0-9, '_', '.', '-'; unique whatever the case.
  std::string display_name;  ///< Clean (text::clean_name), not empty, at most 100 bytes.
  std::string email;
  bool admin = false;
  std::string password;  ///< 1 to 256 bytes of UTF-8.
};

/// Handles that differ only in case are one.
std::string folded_handle(std::string handle);

/// The accounts as the command line edits them, in the same file as the ledger, also while a bridge runs. Blocking.
class AccountBook {
 public:
  static result<std::unique_ptr<AccountBook>> open(const std::string& path);

  explicit AccountBook(std::unique_ptr<SQLite::Database> database);
  ~AccountBook();

  result<UserId> add(const NewAccount& account);

  /// All or none; an error names the row, counted from 1. `weak`: with the fast hash, for load tests.
  result<std::vector<UserId>> import(const std::vector<NewAccount>& accounts, bool weak);

  result<std::vector<core::Account>> list();

  /// Both take a handle, whatever the case; an error if there is none.
  result<void> remove(const std::string& handle);
  result<UserId> set_password(const std::string& handle, const std::string& password);

 private:
  result<UserId> insert(const NewAccount& account, const std::string& hash);
  result<UserId> id_of(const std::string& handle);

  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace gb::store
