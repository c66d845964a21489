#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/core/accounts.hpp"
#include "bridge/store/remembered.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// The native users, all of them in memory, read again when another process has changed the file. Passwords are
/// verified on the pool; at most `most_waiting` verifications wait, more are told to try again.
class SqliteAccounts : public core::Accounts {
 public:
  static constexpr std::size_t most_waiting = 200;
  static constexpr std::chrono::seconds refresh_after{1};
  static constexpr std::chrono::seconds look_every{2};

  /// `pool` must outlive this, and be joined before it goes.
  static result<std::unique_ptr<SqliteAccounts>> open(const std::string& path, boost::asio::any_io_executor loop,
                                                      boost::asio::thread_pool& pool);

  ~SqliteAccounts() override;

  /// Verifications that still wait fail at once, so that the pool can be joined without delay.
  void stop();

  void verify(UserId id, std::string password, Done<std::optional<core::Account>> done) override;
  void verify_named(std::string name, std::string password, Done<std::optional<core::Account>> done) override;
  const std::vector<core::UserPtr>& natives() override;
  bool stands(UserId id, std::uint64_t login) const override;
  void watch(std::function<void()> changed) override;
  void forget() override;

 private:
  SqliteAccounts(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop,
                 boost::asio::thread_pool& pool);

  struct Known {
    core::Account account;
    std::string hash;
  };
  using Table = std::unordered_map<UserId, Known>;

  void refresh(std::function<void()> then);
  void look_again();
  static std::optional<Table> changed_table(SQLite::Database& database, std::int64_t& change);
  void adopt(Table table);
  UserId named(const std::string& name) const;
  void decide(UserId id, std::string password, Done<std::optional<core::Account>> done);
  void check(UserId id, std::string password, Done<std::optional<core::Account>> done);

  boost::asio::any_io_executor loop_;
  boost::asio::thread_pool& pool_;
  boost::asio::strand<boost::asio::thread_pool::executor_type> reader_;

  std::unique_ptr<SQLite::Database> database_;  // on reader_ only
  std::int64_t change_ = -1;                    // on reader_ only

  std::atomic<bool> stopping_ = false;

  std::function<void()> changed_;
  boost::asio::steady_timer look_;
  Table known_;
  std::unordered_map<std::string, UserId> by_handle_;  ///< Folded.
  std::vector<core::UserPtr> natives_;
  Tick refreshed_;
  Remembered remembered_;
  std::size_t waiting_ = 0;
};

}  // namespace gb::store
