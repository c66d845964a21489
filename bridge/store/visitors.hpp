#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/visitors.hpp"
#include "bridge/store/remembered.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Passwords are hashed on the pool, one after another; at most `most_waiting` wait there.
class SqliteVisitors final : public core::Visitors {
 public:
  static constexpr std::size_t most_waiting = 1000;
  static constexpr std::chrono::hours good_for{24};

  /// Who was let in again within this time with the same password is not written again.
  static constexpr std::chrono::hours write_every{1};

  /// `pool` must outlive this, and be joined before it goes.
  static result<std::unique_ptr<SqliteVisitors>> open(const std::string& path, boost::asio::any_io_executor loop,
                                                      boost::asio::thread_pool& pool);

  ~SqliteVisitors() override;

  /// What waits is not written, so that the pool can be joined without delay.
  void stop() { stopping_ = true; }

  void admitted(core::UserPtr who, std::string password, std::string greeting) override;
  void recall(UserId who, std::string password, Done<std::optional<std::string>> done) override;
  void turned_away(UserId who, std::string password) override;
  const std::vector<core::UserPtr>& known() const override { return known_; }

 private:
  SqliteVisitors(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop,
                 boost::asio::thread_pool& pool);

  void learn(const core::UserPtr& who);
  void forget(UserId who, const std::string& password);
  void write(UserId who, const std::string& password, const std::string& greeting);
  /// `sure`: the password is right, as was found out before.
  std::optional<std::string> read(UserId who, const std::string& password, bool sure);

  boost::asio::any_io_executor loop_;
  boost::asio::strand<boost::asio::thread_pool::executor_type> worker_;
  std::unique_ptr<SQLite::Database> database_;  ///< On worker_ only, once the loop runs.
  std::vector<core::UserPtr> known_;
  Remembered remembered_;  ///< Who was written, and with what password,
  struct Written {
    Tick when;
    std::size_t greeting = 0;  ///< A hash of it.
  };
  std::unordered_map<UserId, Written> written_;  ///< and when.
  std::size_t waiting_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace gb::store
