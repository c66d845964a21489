#include "bridge/store/writer.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/ledger.hpp"
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
  if (health_.failing()) {
    news_.wait_for(lock, try_again, [this] { return stopping_; });
  } else {
    news_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    news_.wait_for(lock, patience, [this] { return stopping_ || urgent_; });
  }
  std::vector<Request> group = std::exchange(held_, {});
  std::ranges::move(std::exchange(queue_, {}), std::back_inserter(group));
  urgent_ = false;
  if (stopping_ && group.empty()) return std::nullopt;
  return group;
}

void Writer::write(GroupTransaction& transaction, std::vector<Request> group) try {
  std::vector<std::function<void()>> completions;
  completions.reserve(group.size());
  // Whoever asks while another program has the file locked is told so at once.
  be_patient(*database_, !health_.failing());
  const Tick begun = std::chrono::steady_clock::now();
  transaction.begin();
  // The work gives away what it holds, and may be needed again: a copy does it.
  for (const Request& request : group) completions.push_back(Work(request.work)(transaction));
  // Many a group changes nothing, and would succeed on any disk.
  if (health_.failing()) transaction.change_nothing();
  transaction.commit();
  commits_.add(std::chrono::steady_clock::now() - begun);
  health_.worked();
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
  const bool of_the_disk = is_of_the_disk(failure);
  if (of_the_disk && error.retry) group = hold(std::move(group));
  if (of_the_disk)
    health_.failed(error.told, group.size(), held_.size());
  else
    log::error("store", "{} writes failed: {}", group.size(), error.told);
  boost::asio::post(loop_, [group = std::move(group), error = std::move(error)] {
    for (const Request& request : group) request.failed(error);
  });
}

// What is left has failed.
std::vector<Writer::Request> Writer::hold(std::vector<Request> group) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    const auto lost = std::ranges::count_if(group, [](const Request& request) { return request.held; });
    if (lost > 0) log::error("store", "{} messages that waited for the disk are lost", lost);
    return group;
  }
  std::vector<Request> rest;
  for (Request& request : group)
    (request.held && held_.size() < core::Ledger::most_held ? held_ : rest).push_back(std::move(request));
  return rest;
}

}  // namespace gb::store
