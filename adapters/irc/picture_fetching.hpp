#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "bridge/core/event.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/person.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/net/http_client.hpp"

namespace gb::irc {

/// Fetches the pictures that people link to, from public addresses only, within limits of size and time, and keeps
/// those that are pictures. Lives on the event loop.
class PictureFetching {
 public:
  static constexpr std::size_t most_links = 3;  ///< Of one message.

  /// `files` and `ledger` must outlive this.
  PictureFetching(const boost::asio::any_io_executor& loop, files::FileStore& files, core::Ledger& ledger);

  /// The pictures behind these links, of which the author is the owner; those that cannot be had are left out.
  boost::asio::awaitable<std::vector<core::FileRef>> fetch(std::vector<std::string> links, core::OutsidePerson author);

  /// Ends everything under way.
  void close() { client_.close(); }

 private:
  boost::asio::awaitable<result<core::FileRef>> fetch_one(std::string link, core::OutsidePerson author);

  files::FileStore& files_;
  core::Ledger& ledger_;
  net::HttpClient client_;
};

}  // namespace gb::irc
