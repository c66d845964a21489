#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/core/channel.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/net/http_client.hpp"
#include "protocol/guild/types.hpp"

namespace gb::origin {

/// The way from a channel of the origin into ours: facts go in one after another, though some bring files that have to
/// be fetched first. A file that cannot be had becomes a line that says so. Lives on the event loop; who gives facts
/// sees to it that not too many wait.
class Intake : public std::enable_shared_from_this<Intake> {
 public:
  /// All references must outlive this. `url`: of the server, without a slash at its end.
  Intake(boost::asio::any_io_executor loop, std::string url, net::HttpClient& http, files::FileStore& files,
         core::Ledger& ledger, std::shared_ptr<const delivery::Link> link);

  using Told = std::function<void(bool kept)>;

  /// `told` is called once: when the message is durable, or cannot be kept.
  void say(core::Incoming incoming, std::vector<guild::File> files, Told told);

  /// What waits is not kept.
  void stop() { stopped_ = true; }

 private:
  void keep(core::Incoming incoming, const Told& told);
  boost::asio::awaitable<void> add_file(core::Incoming& incoming, guild::File file);
  boost::asio::awaitable<result<core::FileRef>> keep_file(core::OutsidePerson author, guild::File file);
  boost::asio::awaitable<result<std::string>> fetch(std::string url);

  std::string url_;
  net::HttpClient& http_;
  files::FileStore& files_;
  core::Ledger& ledger_;
  std::shared_ptr<const delivery::Link> link_;
  std::shared_ptr<delivery::InOrder> order_;
  bool stopped_ = false;
};

}  // namespace gb::origin
