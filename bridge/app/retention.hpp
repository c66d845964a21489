#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <vector>

#include "bridge/app/running.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/store/ledger.hpp"

namespace gb::app {

/// Lets the log forget what is older than `[store] keep`, a little at a time, at the start and then every hour. Rooms
/// that had not had something of it are told how much. Lives on the event loop.
class Retention {
 public:
  /// All of it must outlive this; `keep` of zero: for ever.
  Retention(const boost::asio::any_io_executor& loop, std::chrono::milliseconds keep, store::SqliteLedger& ledger,
            const core::Directory& directory, const std::vector<RunningLink>& links);

  void start();
  void stop();

 private:
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> sweep();
  void pass_on(const core::Expired& expired);

  boost::asio::any_io_executor loop_;
  std::chrono::milliseconds keep_;
  store::SqliteLedger& ledger_;
  const core::Directory& directory_;
  const std::vector<RunningLink>& links_;
  bool stopping_ = false;
  boost::asio::steady_timer alarm_;
};

}  // namespace gb::app
