#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/core/ledger.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// The thread that reads, on a connection of its own, so that a long read never waits for a commit nor the reverse.
class Reading {
 public:
  Reading(std::unique_ptr<SQLite::Database> database, boost::asio::any_io_executor loop);
  ~Reading();

  void entries(core::ReadRange range, Done<std::vector<core::EntryPtr>> done);
  void find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done);
  void count(core::Stretch stretch, Done<std::size_t> done);
  void remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done);

 private:
  template <class T, class Query>
  void ask(Query query, Done<T> done);

  std::unique_ptr<SQLite::Database> database_;
  boost::asio::any_io_executor loop_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace gb::store
