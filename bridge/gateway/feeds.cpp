#include "bridge/gateway/feeds.hpp"

namespace gb::gateway {

std::shared_ptr<Feed> Feeds::join(const std::shared_ptr<core::Channel>& channel, FeedListener& listener) {
  std::shared_ptr<Feed>& feed = feeds_[channel->info().id];
  if (!feed) feed = std::make_shared<Feed>(loop_, channel, max_unread_, view_, counters_, witness_);
  feed->add(listener);
  ++counters_.active;
  return feed;
}

void Feeds::leave(Feed& feed, FeedListener& listener) {
  feed.remove(listener);
  --counters_.active;
  if (feed.empty()) feeds_.erase(feed.channel().info().id);
}

}  // namespace gb::gateway
