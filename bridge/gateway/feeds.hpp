#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <memory>
#include <unordered_map>

#include "bridge/core/channel.hpp"
#include "bridge/core/witness.hpp"
#include "bridge/gateway/feed.hpp"
#include "bridge/gateway/status.hpp"

namespace gb::gateway {

/// The feeds of all channels that somebody has active; made with the first listener, gone with the last.
class Feeds {
 public:
  /// What is referred to must outlive the feeds.
  Feeds(boost::asio::any_io_executor loop, std::size_t max_unread, const View& view, GatewayStatus& counters)
      : loop_(std::move(loop)), max_unread_(max_unread), view_(view), counters_(counters) {}

  /// Makes `channel` the one whose feed `listener` gets.
  std::shared_ptr<Feed> join(const std::shared_ptr<core::Channel>& channel, FeedListener& listener);
  void leave(Feed& feed, FeedListener& listener);

  /// Who is told of every entry that goes to connections, for feeds made from now on; must outlive them.
  void tell(core::Witness& witness) { witness_ = &witness; }

 private:
  boost::asio::any_io_executor loop_;
  std::size_t max_unread_;
  const View& view_;
  GatewayStatus& counters_;
  std::unordered_map<ChannelId, std::shared_ptr<Feed>> feeds_;
  core::Witness* witness_ = nullptr;
};

}  // namespace gb::gateway
