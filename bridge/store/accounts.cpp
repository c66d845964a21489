#include "bridge/store/accounts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/store/account_book.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/password.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {

result<std::unique_ptr<SqliteAccounts>> SqliteAccounts::open(const std::string& path, boost::asio::any_io_executor loop,
                                                             boost::asio::thread_pool& pool) {
  auto database = open_database(path);
  if (!database) return database.error();
  start_crypto();
  std::unique_ptr<SqliteAccounts> accounts(new SqliteAccounts(std::move(*database), std::move(loop), pool));
  try {
    if (auto table = changed_table(*accounts->database_, accounts->change_)) accounts->adopt(std::move(*table));
  } catch (const std::exception& failure) {
    return Error{Fault::house, false, fmt::format("{}: the accounts cannot be read: {}", path, explain(failure).told)};
  }
  return accounts;
}

SqliteAccounts::SqliteAccounts(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop,
                               boost::asio::thread_pool& pool)
    : loop_(std::move(loop)), pool_(pool), reader_(pool.get_executor()), database_(std::move(database)), look_(loop_) {}

SqliteAccounts::~SqliteAccounts() = default;

const std::vector<core::UserPtr>& SqliteAccounts::natives() {
  refresh([] {});
  return natives_;
}

void SqliteAccounts::verify(UserId id, std::string password, Done<std::optional<core::Account>> done) {
  // Never from an old picture: who was removed is not remembered either.
  refresh([this, id, password = std::move(password), done = std::move(done)]() mutable {
    decide(id, std::move(password), std::move(done));
  });
}

// Who was made a moment ago has a name at once: always a fresh look.
void SqliteAccounts::verify_named(std::string name, std::string password, Done<std::optional<core::Account>> done) {
  refreshed_ = {};
  refresh([this, name = std::move(name), password = std::move(password), done = std::move(done)]() mutable {
    decide(named(name), std::move(password), std::move(done));
  });
}

// Nobody's id where there is none of that name.
UserId SqliteAccounts::named(const std::string& name) const {
  const auto known = by_handle_.find(folded_handle(name));
  if (known != by_handle_.end()) return known->second;
  UserId id{-1};
  const char* const end = name.data() + name.size();
  const auto [rest, fault] = std::from_chars(name.data(), end, id.value);
  return fault == std::errc{} && rest == end ? id : UserId{-1};
}

void SqliteAccounts::decide(UserId id, std::string password, Done<std::optional<core::Account>> done) {
  const auto known = known_.find(id);
  if (known != known_.end() && remembered_.knows(id, password, known->second.hash)) {
    boost::asio::post(loop_,
                      [account = known->second.account, done = std::move(done)] { done(std::optional(account)); });
    return;
  }
  if (waiting_ >= most_waiting) {
    boost::asio::post(loop_, [done = std::move(done)] {
      done(Error{Fault::house, true, "Too many logins at once, try again in a few seconds"});
    });
    return;
  }
  ++waiting_;
  // Always a fresh look, whoever it is: an account made or changed a moment ago counts at once.
  refreshed_ = {};
  refresh([this, id, password = std::move(password), done = std::move(done)]() mutable {
    check(id, std::move(password), std::move(done));
  });
}

// Unknown ids cost a hash like known ones, so that the time tells nothing. Nobody's own is made at its first use, which
// takes as long: on the pool as well.
void SqliteAccounts::check(UserId id, std::string password, Done<std::optional<core::Account>> done) {
  const auto known = known_.find(id);
  std::string hash = known == known_.end() ? std::string() : known->second.hash;
  boost::asio::post(
      pool_, [this, id, password = std::move(password), hash = std::move(hash), done = std::move(done)]() mutable {
        const bool right = !stopping_ && verify_password(hash.empty() ? nobodys_hash() : hash, password);
        boost::asio::post(
            loop_, [this, id, right, password = std::move(password), hash = std::move(hash), done = std::move(done)] {
              --waiting_;
              const auto found = known_.find(id);
              if (!right || found == known_.end() || found->second.hash != hash)
                return done(std::optional<core::Account>{});
              remembered_.keep(id, password, hash);
              done(std::optional(found->second.account));
            });
      });
}

bool SqliteAccounts::stands(UserId id, std::uint64_t login) const {
  const auto known = known_.find(id);
  return known != known_.end() && known->second.account.login == login;
}

void SqliteAccounts::watch(std::function<void()> changed) {
  changed_ = std::move(changed);
  look_again();
}

void SqliteAccounts::forget() {
  changed_ = {};
  look_.cancel();
}

void SqliteAccounts::stop() {
  stopping_ = true;
  forget();
}

// The file is changed by other processes, which tell nobody.
void SqliteAccounts::look_again() {
  look_.expires_after(look_every);
  look_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || !changed_) return;
    refresh([] {});
    look_again();
  });
}

void SqliteAccounts::refresh(std::function<void()> then) {
  const Tick now = std::chrono::steady_clock::now();
  if (now - refreshed_ < refresh_after) return then();
  refreshed_ = now;
  boost::asio::post(reader_, [this, then = std::move(then)]() mutable {
    std::optional<Table> table;
    try {
      table = changed_table(*database_, change_);
    } catch (const std::exception& failure) {
      log::warn("store", "the accounts could not be read: {}", explain(failure).told);
    }
    boost::asio::post(loop_, [this, table = std::move(table), then = std::move(then)]() mutable {
      if (table) adopt(std::move(*table));
      then();
    });
  });
}

std::optional<SqliteAccounts::Table> SqliteAccounts::changed_table(SQLite::Database& database, std::int64_t& change) {
  const std::int64_t version = database.execAndGet("SELECT value FROM counters WHERE name = 'accounts'").getInt64();
  if (version == change) return std::nullopt;
  SQLite::Statement query(
      database,
      "SELECT p.id, p.created, p.handle, p.display_name, a.handle_updated, a.email, a.admin, a.password"
      " FROM accounts a JOIN people p ON p.id = a.user");
  Table table;
  while (query.executeStep()) {
    const UserId id{query.getColumn(0).getInt64()};
    auto user = std::make_shared<const core::User>(core::User{
        id, time_of(query.getColumn(1).getInt64()), query.getColumn(2).getString(), query.getColumn(3).getString()});
    core::Account account{std::move(user), time_of(query.getColumn(4).getInt64()), query.getColumn(5).getString(),
                          query.getColumn(6).getInt() != 0, 0};
    std::string hash = query.getColumn(7).getString();
    account.login = std::hash<std::string>{}(hash);
    table.emplace(id, Known{std::move(account), std::move(hash)});
  }
  change = version;
  return table;
}

void SqliteAccounts::adopt(Table table) {
  known_ = std::move(table);
  natives_.clear();
  natives_.reserve(known_.size());
  by_handle_.clear();
  for (const auto& [id, known] : known_) {
    natives_.push_back(known.account.user);
    by_handle_.emplace(folded_handle(known.account.user->handle), id);
  }
  std::ranges::sort(natives_, {}, [](const core::UserPtr& user) { return user->id; });
  if (changed_) changed_();
}

}  // namespace gb::store
