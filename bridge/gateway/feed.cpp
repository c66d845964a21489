#include "bridge/gateway/feed.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/encode.hpp"

namespace gb::gateway {
namespace {

constexpr std::size_t read_entries = 256;   // asked of the log at a time
constexpr std::size_t most_typing = 64;     // people typing in one turn; more are dropped
constexpr std::size_t steps_per_bound = 4;  // turns that a burst of max_unread bytes takes
constexpr std::chrono::milliseconds long_turn{1};
constexpr std::chrono::milliseconds longest_pause{5};

}  // namespace

Feed::Feed(boost::asio::any_io_executor loop, std::shared_ptr<core::Channel> channel, std::size_t max_unread,
           const View& view, GatewayStatus& counters, core::Witness* witness)
    : loop_(std::move(loop)),
      channel_(std::move(channel)),
      view_(view),
      counters_(counters),
      step_(max_unread / steps_per_bound),
      ring_(channel_->log().head(), max_unread),
      pause_(loop_),
      witness_(witness) {
  channel_->log().add_reader(*this);
  channel_->add_listener(*this);
}

Feed::~Feed() {
  channel_->remove_listener(*this);
  channel_->log().remove_reader(*this);
}

void Feed::add(FeedListener& listener) {
  listener.position = channel_->log().head();
  listener.slot = listeners_.size();
  listeners_.push_back(&listener);
}

void Feed::remove(FeedListener& listener) {
  listeners_.at(listener.slot) = listeners_.back();
  listeners_.at(listener.slot)->slot = listener.slot;
  listeners_.pop_back();
}

void Feed::writable(const FeedListener& listener) {
  if (listener.position < channel_->log().head()) schedule();
}

void Feed::wake() noexcept {
  schedule();
}

void Feed::on_signal(const core::Signal& signal) {
  const auto known = std::ranges::find(typing_, signal.who->id, &Typing::who);
  if (known != typing_.end() || typing_.size() >= most_typing) return;
  typing_.push_back({signal.who->id, signal.source.session, typing_text(*signal.who, view_)});
  schedule();
}

void Feed::schedule() {
  if (std::exchange(scheduled_, true)) return;
  if (std::chrono::steady_clock::now() < next_turn_) {
    pause_.expires_at(next_turn_);
    return pause_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
      if (const auto self = weak.lock()) self->timed_turn();
    });
  }
  boost::asio::post(loop_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->timed_turn();
  });
}

// One write per listener costs about the same for one message as for twenty. So a turn that took long (many listeners)
// is followed by a pause in which messages gather; with few listeners, or few messages, there is none.
void Feed::timed_turn() {
  const Tick begin = std::chrono::steady_clock::now();
  turn();
  // The engine writes at the end of this turn of the loop; what is posted now comes after that.
  boost::asio::post(loop_, [weak = weak_from_this(), begin] {
    const auto self = weak.lock();
    const Tick end = std::chrono::steady_clock::now();
    if (self && end - begin >= long_turn)
      self->next_turn_ = end + std::min<Tick::duration>((end - begin) / 2, longest_pause);
  });
}

void Feed::turn() {
  scheduled_ = false;
  read_on();
  bool progress = false;
  Seq slowest = ring_.newest();
  for (FeedListener* listener : listeners_) {
    progress = serve(*listener) || progress;
    if (!listener->given_up) slowest = std::min(slowest, listener->position);
  }
  ring_.drop(slowest);
  typing_.clear();
  mixed_ = {};
  // Where nobody could take anything, the next one who becomes writable, or the next entry, goes on.
  if (progress && !reading_ && ring_.newest() < channel_->log().head()) schedule();
}

void Feed::read_on() {
  if (reading_ || ring_.newest() >= channel_->log().head()) return;
  const auto fresh = channel_->log().live_after(ring_.newest(), read_entries);
  if (!fresh) return read_behind();
  take(*fresh);
}

// The log has gone on faster than this feed: what is missing is in the ledger only.
void Feed::read_behind() {
  reading_ = true;
  core::ReadRange range;
  range.after = ring_.newest();
  range.limit = read_entries;
  const Seq head = channel_->log().head();
  channel_->log().read(range, [weak = weak_from_this(), head](const result<std::vector<core::EntryPtr>>& entries) {
    const auto self = weak.lock();
    if (!self) return;
    self->reading_ = false;
    if (!entries)
      return log::error("gateway", "channel {}: reading behind failed: {}", self->channel_->info().id.value,
                        entries.error().told);
    const bool all = self->take(*entries);
    // Entries that were taken back are not there any more; the position has to get past them.
    if (all && entries->size() < read_entries && self->ring_.newest() < head) self->ring_.pass(head);
    self->schedule();
  });
}

/// No more than a step; true if that was all of them.
bool Feed::take(const std::vector<core::EntryPtr>& entries) {
  std::size_t added = 0;
  for (const core::EntryPtr& entry : entries) {
    if (added >= step_) return false;
    const std::size_t before = ring_.bytes();
    take(entry);
    added += ring_.bytes() > before ? ring_.bytes() - before : 0;
  }
  return true;
}

void Feed::take(const core::EntryPtr& entry) {
  std::string text = entry_text(*entry, channel_->info(), view_);
  if (text.empty())
    ring_.pass(entry->seq);
  else
    show(*entry, std::move(text));
}

void Feed::show(const core::Entry& entry, std::string text) {
  ring_.add(entry.seq, std::move(text));
  if (witness_ != nullptr) witness_->shown(entry);
}

/// True if the listener took something.
bool Feed::serve(FeedListener& listener) {
  if (listener.given_up) return false;
  if (!ring_.reaches(listener.position)) {
    listener.given_up = true;
    ++counters_.not_reading;
    listener.engine.close("client does not read");
    return false;
  }
  if (!listener.engine.writable()) return false;
  SharedBroadcast bytes = bytes_for(listener);
  // Not back: a listener that was just added may stand after what the ring has read so far.
  listener.position = std::max(listener.position, ring_.newest());
  if (!bytes) return false;
  counters_.delivered += bytes->packets.size();
  listener.engine.send_shared(std::move(bytes));
  return true;
}

SharedBroadcast Feed::bytes_for(const FeedListener& listener) {
  if (typing_.empty()) return ring_.after(listener.position);
  const SessionId self = listener.engine.id();
  const bool types = std::ranges::find(typing_, self, &Typing::cause) != typing_.end();
  return with_typing(listener.position, types ? self : SessionId{});
}

SharedBroadcast Feed::with_typing(Seq position, SessionId without) {
  if (mixed_.bytes && mixed_.position == position && mixed_.without == without) return mixed_.bytes;
  const SharedBroadcast messages = ring_.after(position);
  auto mixed = messages ? std::make_shared<Broadcast>(*messages) : std::make_shared<Broadcast>();
  for (const Typing& typing : typing_)
    if (without == SessionId{} || typing.cause != without) add_message(*mixed, typing.text);
  if (mixed->packets.empty()) return nullptr;
  mixed_ = {position, without, std::move(mixed)};
  return mixed_.bytes;
}

}  // namespace gb::gateway
