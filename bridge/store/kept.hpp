#pragma once

#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bridge/base/result.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Small texts by name that outlive the process. In memory, written behind: what was kept a moment before a crash may
/// be lost, so only for what can be learnt again.
class Kept {
 public:
  /// `pool` must outlive this, and be joined before it goes.
  static result<std::unique_ptr<Kept>> open(const std::string& path, boost::asio::thread_pool& pool);

  Kept(std::unique_ptr<SQLite::Database> database, std::map<std::string, std::string> values,
       boost::asio::thread_pool& pool);
  ~Kept();

  /// Everything whose name begins so.
  std::map<std::string, std::string> read(const std::string& prefix) const;

  /// Keeps a value, or forgets the name where there is none. Returns at once; a failure is logged, once
  /// until it works again.
  void write(std::string name, std::optional<std::string> value);

 private:
  void write_now(const std::string& name, const std::optional<std::string>& value);

  std::map<std::string, std::string> values_;
  std::unique_ptr<SQLite::Database> database_;  // on writer_ only
  bool failing_ = false;                        // the same
  boost::asio::strand<boost::asio::thread_pool::executor_type> writer_;
};

}  // namespace gb::store
