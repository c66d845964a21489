#include "bridge/store/visitors.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/password.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {
namespace {

constexpr const char* context = "visitor";

std::vector<core::UserPtr> read_known(SQLite::Database& database) {
  std::vector<core::UserPtr> known;
  SQLite::Statement query(database,
                          "SELECT p.id, p.created, p.handle, p.display_name FROM visitors v JOIN people p ON p.id = "
                          "v.user ORDER BY p.id");
  while (query.executeStep())
    known.push_back(std::make_shared<const core::User>(
        core::User{UserId{query.getColumn(0).getInt64()}, time_of(query.getColumn(1).getInt64()),
                   query.getColumn(2).getString(), query.getColumn(3).getString()}));
  return known;
}

}  // namespace

result<std::unique_ptr<SqliteVisitors>> SqliteVisitors::open(const std::string& path, boost::asio::any_io_executor loop,
                                                             boost::asio::thread_pool& pool) {
  auto database = open_database(path);
  if (!database) return database.error();
  start_crypto();
  std::unique_ptr<SqliteVisitors> visitors(new SqliteVisitors(std::move(*database), std::move(loop), pool));
  try {
    visitors->known_ = read_known(*visitors->database_);
  } catch (const std::exception& failure) {
    return Error{Fault::house, false, fmt::format("{}: the visitors cannot be read: {}", path, explain(failure).told)};
  }
  return visitors;
}

SqliteVisitors::SqliteVisitors(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop,
                               boost::asio::thread_pool& pool)
    : loop_(std::move(loop)), worker_(pool.get_executor()), database_(std::move(database)) {}

SqliteVisitors::~SqliteVisitors() = default;

void SqliteVisitors::learn(const core::UserPtr& who) {
  const auto at = std::ranges::lower_bound(known_, who->id, {}, [](const core::UserPtr& user) { return user->id; });
  if (at != known_.end() && (*at)->id == who->id)
    *at = who;
  else
    known_.insert(at, who);
}

void SqliteVisitors::admitted(core::UserPtr who, std::string password, std::string greeting) {
  learn(who);
  const Tick now = std::chrono::steady_clock::now();
  const std::size_t told = std::hash<std::string>{}(greeting);
  const auto written = written_.find(who->id);
  const bool lately =
      written != written_.end() && now - written->second.when < write_every && written->second.greeting == told;
  if ((lately && remembered_.knows(who->id, password, context)) || waiting_ >= most_waiting) return;
  remembered_.keep(who->id, password, context);
  if (written_.size() >= Remembered::most) written_.clear();
  written_[who->id] = {now, told};
  ++waiting_;
  boost::asio::post(worker_, [this, id = who->id, password = std::move(password), greeting = std::move(greeting)] {
    write(id, password, greeting);
    boost::asio::post(loop_, [this] { --waiting_; });
  });
}

void SqliteVisitors::write(UserId who, const std::string& password, const std::string& greeting) try {
  if (stopping_) return;
  SQLite::Statement change(*database_,
                           "INSERT OR REPLACE INTO visitors (user, greeting, password, verified) VALUES (?, ?, ?, ?)");
  change.bind(1, who.value);
  change.bind(2, greeting);
  change.bind(3, hash_password(password));
  change.bind(4, to_column(wall_now()));
  change.exec();
} catch (const std::exception& failure) {
  log::warn("store", "a visitor is not remembered: {}", explain(failure).told);
}

void SqliteVisitors::recall(UserId who, std::string password, Done<std::optional<std::string>> done) {
  if (waiting_ >= most_waiting) {
    boost::asio::post(loop_, [done = std::move(done)] {
      done(Error{Fault::house, true, "Too many logins at once, try again in a few seconds"});
    });
    return;
  }
  ++waiting_;
  // Who came in with it before needs no hash of it again: when the origin goes, they all come at once.
  const bool sure = written_.contains(who) && remembered_.knows(who, password, context);
  boost::asio::post(worker_, [this, who, sure, password = std::move(password), done = std::move(done)]() mutable {
    result<std::optional<std::string>> found = [&]() -> result<std::optional<std::string>> {
      try {
        return read(who, password, sure);
      } catch (const std::exception& failure) {
        return explain(failure);
      }
    }();
    boost::asio::post(loop_, [this, found = std::move(found), done = std::move(done)]() mutable {
      --waiting_;
      done(std::move(found));
    });
  });
}

// Unknown ids cost a hash like known ones, so that the time tells nothing.
std::optional<std::string> SqliteVisitors::read(UserId who, const std::string& password, bool sure) {
  SQLite::Statement query(*database_, "SELECT greeting, password FROM visitors WHERE user = ? AND verified > ?");
  query.bind(1, who.value);
  query.bind(2, to_column(wall_now() - good_for));
  const bool known = query.executeStep();
  if (stopping_ || (sure && !known)) return std::nullopt;
  std::string greeting = known ? query.getColumn(0).getString() : std::string();
  const bool right = sure || verify_password(known ? query.getColumn(1).getString() : nobodys_hash(), password);
  return known && right ? std::optional(std::move(greeting)) : std::nullopt;
}

void SqliteVisitors::turned_away(UserId who, std::string password) {
  if (remembered_.knows(who, password, context)) written_.erase(who);
  if (waiting_ >= 2 * most_waiting) return;  // Logins that fail are few: the gateway slows them down.
  ++waiting_;
  boost::asio::post(worker_, [this, who, password = std::move(password)] {
    forget(who, password);
    boost::asio::post(loop_, [this] { --waiting_; });
  });
}

void SqliteVisitors::forget(UserId who, const std::string& password) try {
  if (!read(who, password, false)) return;
  SQLite::Statement change(*database_, "UPDATE visitors SET verified = 0 WHERE user = ?");
  change.bind(1, who.value);
  change.exec();
} catch (const std::exception& failure) {
  log::warn("store", "a visitor is not forgotten: {}", explain(failure).told);
}

}  // namespace gb::store
