#include "bridge/store/writer.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/base/time.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/transaction.hpp"

namespace gb::store {
namespace {

// Then it would be the same for every request of the group.
bool is_of_the_disk(const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  if (sqlite == nullptr) return false;
  switch (sqlite->getErrorCode()) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
      return true;
    default:
      return false;
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop)
    : database_(std::move(database)), loop_(std::move(loop)), thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_one();
  thread_.join();
}

void Writer::queue(Request request) {
  {
    const std::lock_guard lock(mutex_);
    urgent_ = urgent_ || request.urgent;
    queue_.push_back(std::move(request));
  }
  news_.notify_one();
}

void Writer::refuse(Request request, Error error) {
  boost::asio::post(loop_, [request = std::move(request), error = std::move(error)] { request.failed(error); });
}

std::size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Writer::run() {
  GroupTransaction transaction(*database_);
  while (auto group = next_group()) write(transaction, std::move(*group));
}

std::optional<std::vector<Writer::Request>> Writer::next_group() {
  std::unique_lock lock(mutex_);
  news_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  news_.wait_for(lock, patience, [this] { return stopping_ || urgent_; });
  if (queue_.empty()) return std::nullopt;
  urgent_ = false;
  return std::exchange(queue_, {});
}

void Writer::write(GroupTransaction& transaction, std::vector<Request> group) try {
  std::vector<std::function<void()>> completions;
  completions.reserve(group.size());
  const Tick begun = std::chrono::steady_clock::now();
  transaction.begin();
  // The work gives away what it holds, and may be needed again: a copy does it.
  for (const Request& request : group) completions.push_back(Work(request.work)(transaction));
  transaction.commit();
  commits_.add(std::chrono::steady_clock::now() - begun);
  // The requests go along: what their completions hold belongs to the loop, and must not die here.
  boost::asio::post(loop_, [completions = std::move(completions), group = std::move(group)] {
    for (const auto& complete : completions) complete();
  });
} catch (const std::exception& failure) {
  transaction.roll_back();
  if (group.size() > 1 && !is_of_the_disk(failure)) return write_parted(transaction, std::move(group));
  fail(std::move(group), failure);
}

// One of them cannot be done; which one, halves of halves tell. A commit for each alone would be thousands of syncs.
void Writer::write_parted(GroupTransaction& transaction, std::vector<Request> group) {
  const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
  std::vector<Request> second(std::make_move_iterator(middle), std::make_move_iterator(group.end()));
  group.erase(middle, group.end());
  write(transaction, std::move(group));
  write(transaction, std::move(second));
}

void Writer::fail(std::vector<Request> group, const std::exception& failure) {
  Error error = explain(failure);
  log::error("store", "a group of {} writes failed: {}", group.size(), error.told);
  boost::asio::post(loop_, [group = std::move(group), error = std::move(error)] {
    for (const Request& request : group) request.failed(error);
  });
}

}  // namespace gb::store
