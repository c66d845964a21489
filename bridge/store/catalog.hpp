#pragma once

#include <memory>
#include <string>

#include "bridge/core/catalog.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// The catalog in the same SQLite file as the ledger. Blocking.
class SqliteCatalog : public core::Catalog {
 public:
  static result<std::unique_ptr<SqliteCatalog>> open(const std::string& path);

  explicit SqliteCatalog(std::unique_ptr<SQLite::Database> database);
  ~SqliteCatalog() override;

  result<core::GuildRecord> guild(const std::string& key, std::optional<GuildId> wanted) override;
  result<core::ChannelRecord> channel(GuildId guild, const std::string& key, std::optional<ChannelId> wanted) override;
  result<core::RoomRecord> room(const std::string& name, ChannelId channel, bool carried) override;

 private:
  Seq head(ChannelId channel);

  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace gb::store
