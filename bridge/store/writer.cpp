#include "bridge/store/writer.hpp"

#include <SQLiteCpp/Database.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/transaction.hpp"

namespace gb::store {

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
  transaction.begin();
  for (const Request& request : group) completions.push_back(request.work(transaction));
  transaction.commit();
  // The requests go along: what their completions hold belongs to the loop, and must not die here.
  boost::asio::post(loop_, [completions = std::move(completions), group = std::move(group)] {
    for (const auto& complete : completions) complete();
  });
} catch (const std::exception& failure) {
  transaction.roll_back();
  fail(std::move(group), failure);
}

void Writer::fail(std::vector<Request> group, const std::exception& failure) {
  Error error = explain(failure);
  log::error("store", "a group of {} writes failed: {}", group.size(), error.told);
  boost::asio::post(loop_, [group = std::move(group), error = std::move(error)] {
    for (const Request& request : group) request.failed(error);
  });
}

}  // namespace gb::store
