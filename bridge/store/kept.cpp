#include "bridge/store/kept.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/store/database.hpp"

namespace gb::store {
result<std::unique_ptr<Kept>> Kept::open(const std::string& path, boost::asio::thread_pool& pool) try {
  auto database = open_database(path);
  if (!database) return database.error();
  std::map<std::string, std::string> values;
  SQLite::Statement query(**database, "SELECT name, value FROM kept");
  while (query.executeStep()) values.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
  query.reset();
  return std::make_unique<Kept>(std::move(*database), std::move(values), pool);
} catch (const std::exception& failure) {
  return explain(failure);
}

Kept::Kept(std::unique_ptr<SQLite::Database> database, std::map<std::string, std::string> values,
           boost::asio::thread_pool& pool)
    : values_(std::move(values)), database_(std::move(database)), writer_(pool.get_executor()) {}

Kept::~Kept() = default;

std::map<std::string, std::string> Kept::read(const std::string& prefix) const {
  std::map<std::string, std::string> found;
  for (auto one = values_.lower_bound(prefix); one != values_.end() && one->first.starts_with(prefix); ++one)
    found.insert(*one);
  return found;
}

void Kept::write(std::string name, std::optional<std::string> value) {
  if (value)
    values_[name] = *value;
  else
    values_.erase(name);
  boost::asio::post(writer_, [this, name = std::move(name), value = std::move(value)] { write_now(name, value); });
}

void Kept::write_now(const std::string& name, const std::optional<std::string>& value) try {
  SQLite::Statement change(*database_, value ? "INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)"
                                             : "DELETE FROM kept WHERE name = ?");
  change.bind(1, name);
  if (value) change.bind(2, *value);
  change.exec();
  failing_ = false;
} catch (const std::exception& failure) {
  if (!std::exchange(failing_, true)) log::warn("store", "{} could not be kept: {}", name, explain(failure).told);
}

}  // namespace gb::store
