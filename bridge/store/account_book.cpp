#include "bridge/store/account_book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>

#include <algorithm>

#include "bridge/store/database.hpp"
#include "bridge/store/password.hpp"
#include "bridge/store/row.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::store {
namespace {

constexpr std::size_t longest_password = 256;

Error refused(std::string told) {
  return Error{Fault::caller, false, std::move(told)};
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_handle_character(char c) {
  c = lower(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// It has to fit in a token, which is JSON.
std::optional<Error> fault_of_password(const std::string& password) {
  if (password.empty()) return refused("the password is empty");
  if (password.size() > longest_password)
    return refused(fmt::format("the password is longer than {} bytes", longest_password));
  if (!text::is_utf8(password)) return refused("the password is not UTF-8");
  return std::nullopt;
}

std::optional<Error> fault_of(const NewAccount& account) {
  if (account.handle.empty() || account.handle.size() > 32 || !std::ranges::all_of(account.handle, is_handle_character))
    return refused(fmt::format("the handle \"{}\" is not 1 to 32 letters, digits, '_', '.' or '-'", account.handle));
  if (account.display_name.empty() || account.display_name.size() > 100)
    return refused(fmt::format("the display name of {} is not 1 to 100 bytes long", account.handle));
  if (text::clean_name(account.display_name, {}, account.display_name.size()) != account.display_name)
    return refused(
        fmt::format("the display name of {} has characters that are not shown, or spaces at its ends or in "
                    "a row",
                    account.handle));
  if (auto fault = fault_of_password(account.password))
    return refused(fmt::format("{}: {}", account.handle, fault->told));
  if (account.id && (account.id->value < 1 || !is_native(*account.id)))
    return refused(fmt::format("the id {} is not between 1 and {}", account.id->value, first_outside_user.value - 1));
  return std::nullopt;
}

UserId next_id(SQLite::Database& database) {
  return UserId{database.execAndGet("SELECT value + 1 FROM counters WHERE name = 'native'").getInt64()};
}

// Tells a running bridge to read the accounts again.
void announce_change(SQLite::Database& database) {
  database.exec("UPDATE counters SET value = value + 1 WHERE name = 'accounts'");
}

bool exists(SQLite::Database& database, const char* query, const std::string& value) {
  SQLite::Statement find(database, query);
  find.bind(1, value);
  return find.executeStep();
}

}  // namespace

std::string folded_handle(std::string handle) {
  std::ranges::transform(handle, handle.begin(), lower);
  return handle;
}

result<std::unique_ptr<AccountBook>> AccountBook::open(const std::string& path) {
  auto database = open_database(path);
  if (!database) return database.error();
  start_crypto();
  return std::make_unique<AccountBook>(std::move(*database));
}

AccountBook::AccountBook(std::unique_ptr<SQLite::Database> database) : database_(std::move(database)) {}

AccountBook::~AccountBook() = default;

result<UserId> AccountBook::add(const NewAccount& account) try {
  if (auto fault = fault_of(account)) return *fault;
  const std::string hash = hash_password(account.password);
  SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
  auto id = insert(account, hash);
  if (id) transaction.commit();
  return id;
} catch (const std::exception& failure) {
  return explain(failure);
}

result<std::vector<UserId>> AccountBook::import(const std::vector<NewAccount>& accounts, bool weak) try {
  SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
  std::vector<UserId> ids;
  for (const NewAccount& account : accounts) {
    const auto in_row = [row = ids.size() + 1](const Error& error) {
      return Error{error.fault, error.retry, fmt::format("row {}: {}", row, error.told)};
    };
    if (auto fault = fault_of(account)) return in_row(*fault);
    auto id = insert(account, weak ? weak_hash_password(account.password) : hash_password(account.password));
    if (!id) return in_row(id.error());
    ids.push_back(*id);
  }
  transaction.commit();
  return ids;
} catch (const std::exception& failure) {
  return explain(failure);
}

result<UserId> AccountBook::insert(const NewAccount& account, const std::string& hash) {
  if (exists(*database_, "SELECT 1 FROM accounts WHERE folded = ?", folded_handle(account.handle)))
    return refused(fmt::format("the handle {} is taken", account.handle));
  const UserId id = account.id.value_or(next_id(*database_));
  SQLite::Statement person(*database_,
                           "INSERT OR IGNORE INTO people (id, created, handle, display_name) VALUES (?, ?, ?, ?)");
  const std::int64_t now = to_column(wall_now());
  person.bind(1, id.value);
  person.bind(2, now);
  person.bind(3, account.handle);
  person.bind(4, account.display_name);
  if (person.exec() == 0) return refused(fmt::format("the id {} is taken", id.value));

  SQLite::Statement login(
      *database_,
      "INSERT INTO accounts (user, folded, handle_updated, email, admin, password) VALUES (?, ?, ?, ?, ?, ?)");
  login.bind(1, id.value);
  login.bind(2, folded_handle(account.handle));
  login.bind(3, now);
  login.bind(4, account.email);
  login.bind(5, account.admin ? 1 : 0);
  login.bind(6, hash);
  login.exec();

  SQLite::Statement counter(*database_, "UPDATE counters SET value = max(value, ?) WHERE name = 'native'");
  counter.bind(1, id.value);
  counter.exec();
  announce_change(*database_);
  return id;
}

result<std::vector<core::Account>> AccountBook::list() try {
  SQLite::Statement query(*database_,
                          "SELECT p.id, p.created, p.handle, p.display_name, a.handle_updated, a.email, a.admin"
                          " FROM accounts a JOIN people p ON p.id = a.user ORDER BY p.id");
  std::vector<core::Account> all;
  while (query.executeStep()) {
    auto user = std::make_shared<const core::User>(
        core::User{UserId{query.getColumn(0).getInt64()}, time_of(query.getColumn(1).getInt64()),
                   query.getColumn(2).getString(), query.getColumn(3).getString()});
    all.push_back({std::move(user), time_of(query.getColumn(4).getInt64()), query.getColumn(5).getString(),
                   query.getColumn(6).getInt() != 0, 0});
  }
  return all;
} catch (const std::exception& failure) {
  return explain(failure);
}

result<UserId> AccountBook::id_of(const std::string& handle) {
  SQLite::Statement find(*database_, "SELECT user FROM accounts WHERE folded = ?");
  find.bind(1, folded_handle(handle));
  if (!find.executeStep()) return refused(fmt::format("there is no user {}; `user list` shows who there is", handle));
  return UserId{find.getColumn(0).getInt64()};
}

// The person stays: he is the author of what he said.
result<void> AccountBook::remove(const std::string& handle) try {
  const auto id = id_of(handle);
  if (!id) return id.error();
  SQLite::Statement drop(*database_, "DELETE FROM accounts WHERE user = ?");
  drop.bind(1, id->value);
  drop.exec();
  announce_change(*database_);
  return {};
} catch (const std::exception& failure) {
  return explain(failure);
}

result<UserId> AccountBook::set_password(const std::string& handle, const std::string& password) try {
  if (auto fault = fault_of_password(password)) return *fault;
  const auto id = id_of(handle);
  if (!id) return id.error();
  SQLite::Statement update(*database_, "UPDATE accounts SET password = ? WHERE user = ?");
  update.bind(1, hash_password(password));
  update.bind(2, id->value);
  update.exec();
  announce_change(*database_);
  return *id;
} catch (const std::exception& failure) {
  return explain(failure);
}

}  // namespace gb::store
