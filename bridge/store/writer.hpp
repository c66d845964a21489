#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "bridge/base/distribution.hpp"
#include "bridge/base/result.hpp"
#include "bridge/store/health.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

class GroupTransaction;

/// The thread that writes. Requests are done in the order they were queued, as many as there are in one transaction.
/// Safe to call from one other thread, the loop.
class Writer {
 public:
  /// How long a request that is not urgent may wait for company.
  static constexpr std::chrono::milliseconds patience{10};

  /// While the disk fails, it is tried so often: with all that has come meanwhile, or with a change that changes
  /// nothing.
  static constexpr std::chrono::milliseconds try_again{250};

  /// What to do inside the transaction. Returns the completion, which is called on the loop after the commit; it may
  /// throw what SQLite throws. What is of the disk fails the whole group; anything else only this request, and the
  /// others are done anew: a copy of the work is called each time.
  using Work = std::function<std::function<void()>(GroupTransaction&)>;

  struct Request {
    Work work;
    std::function<void(Error)> failed;  ///< Called on the loop instead of the completion.
    bool urgent = true;
    /// Nobody can ask for it again: when the disk fails in a way that may pass, it waits here, in order, and goes
    /// before all that comes later. At most `Ledger::most_held` do, until the writer ends.
    bool held = false;
  };

  Writer(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void queue(Request request);

  /// Fails a request that is not queued at all; on the loop, later, like everything else.
  void refuse(Request request, Error error);

  std::size_t waiting() const;
  const Distribution& commits() const { return commits_; }

  Health::State health() const { return health_.state(); }

 private:
  void run();
  std::optional<std::vector<Request>> next_group();
  void write(GroupTransaction& transaction, std::vector<Request> group);
  void write_parted(GroupTransaction& transaction, std::vector<Request> group);
  void fail(std::vector<Request> group, const std::exception& failure);
  std::vector<Request> hold(std::vector<Request> group);

  std::unique_ptr<SQLite::Database> database_;
  boost::asio::any_io_executor loop_;
  Distribution commits_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Request> queue_;
  std::vector<Request> held_;
  Health health_;
  bool urgent_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace gb::store
