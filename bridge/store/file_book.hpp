#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "bridge/core/file_book.hpp"

namespace SQLite {
class Database;
}  // namespace SQLite

namespace gb::store {

/// The list of files in the house's SQLite file, on connections of its own.
class SqliteFileBook : public core::FileBook {
 public:
  /// How long a file that was attached is safe from a sweep, whatever the rules say: its message is on its way.
  static constexpr std::chrono::hours safe_for{1};

  static result<std::unique_ptr<SqliteFileBook>> open(const std::string& path);

  SqliteFileBook(std::unique_ptr<SQLite::Database> database, std::unique_ptr<SQLite::Database> reading);
  ~SqliteFileBook() override;

  result<std::optional<core::StoredFile>> find(UserId owner, const std::string& name) override;
  result<void> add(const core::StoredFile& file, const core::FileQuota& quota, std::optional<Seq> holder,
                   const std::function<void()>& place) override;
  result<std::optional<core::StoredFile>> attach(UserId owner, const std::string& name, UserId who,
                                                 ChannelId channel) override;
  result<std::optional<core::StoredFile>> text_of(Seq holder) override;
  result<void> show_icon(GuildId guild, const std::optional<core::FileRef>& icon) override;
  result<std::string> copy_of(const std::string& network, const std::string& blob) override;
  result<void> keep_copy(const std::string& network, const std::string& blob, const std::string& uri) override;
  result<std::size_t> sweep(const core::FileSweep& rules, const Erase& erase) override;
  result<std::size_t> erase_dead(const Erase& erase) override;
  result<void> erase_unknown(const std::vector<std::string>& blobs, const Erase& erase) override;

 private:
  bool touch(UserId owner, const std::string& name);
  void check_room(const core::StoredFile& file, const core::FileQuota& quota);
  void hold(Seq holder, const core::FileRef& file);
  void insert(const core::StoredFile& file);
  std::size_t forget(const core::FileSweep& rules);
  std::size_t bury_some(const Erase& erase);
  std::vector<std::string> unknown_of(const std::vector<std::string>& blobs);

  std::unique_ptr<SQLite::Database> database_;
  std::unique_ptr<SQLite::Database> reading_;  ///< One at a time.
  std::mutex one_reads_;
};

}  // namespace gb::store
