#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "adapters/origin/question.hpp"
#include "adapters/origin/wire/outgoing.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/origin/connection.hpp"
#include "protocol/guild/types.hpp"

namespace gb::origin {

/// Gives our pictures to the origin, once each. One at a time, since its answer does not say which file it is of. Lives
/// on the event loop.
class Uploads {
 public:
  /// `files` must outlive this. `user`: our id there.
  Uploads(const boost::asio::any_io_executor& loop, files::FileStore& files, std::int64_t user,
          std::chrono::milliseconds patience)
      : loop_(loop), files_(files), user_(user), patience_(patience) {}

  /// Uploads the pictures of a draft; those that are not taken become lines of its text. `anew`: also those that have
  /// been uploaded before, since the server may have forgotten them.
  boost::asio::awaitable<std::vector<guild::File>> give(std::shared_ptr<Connection> server, Draft& draft, bool anew);

  /// An `uploadstatus` has come.
  void answered(const nlohmann::json& status);

  /// The connection is gone.
  void lost();

 private:
  boost::asio::awaitable<std::string> give_one(std::shared_ptr<Connection> server, core::FileRef file, bool anew);

  boost::asio::any_io_executor loop_;
  files::FileStore& files_;
  std::int64_t user_;
  std::chrono::milliseconds patience_;
  std::shared_ptr<Question<std::string>> asked_;  ///< The upload under way; an empty answer: it was not taken.
};

}  // namespace gb::origin
