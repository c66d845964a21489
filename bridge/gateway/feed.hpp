#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/core/witness.hpp"
#include "bridge/gateway/engine/session.hpp"
#include "bridge/gateway/ring.hpp"
#include "bridge/gateway/status.hpp"
#include "bridge/gateway/view.hpp"

namespace gb::gateway {

/// A connection as its active channel's feed sees it. Owned by the session.
struct FeedListener {
  explicit FeedListener(EngineSession& session) : engine(session) {}

  EngineSession& engine;
  Seq position;          ///< Everything up to here was sent, or is from before this channel was active.
  std::size_t slot = 0;  ///< Where the feed keeps it.
  bool given_up = false;
};

/// Carries one channel's log and signals to the connections that have it active. Reads the log once for all of them,
/// encodes each entry once, and at the end of a loop turn lets everybody who is writable pull what he has not had:
/// whoever stands at the same position gets the same bytes. Nothing is queued per connection: one that is not writable
/// is passed over until it is, and closed when what it has not had no longer fits `max_unread`.
/// Lives on the event loop.
class Feed final : public core::Reader, public core::SignalListener, public std::enable_shared_from_this<Feed> {
 public:
  /// What is referred to must outlive the feed.
  Feed(boost::asio::any_io_executor loop, std::shared_ptr<core::Channel> channel, std::size_t max_unread,
       const View& view, GatewayStatus& counters, core::Witness* witness = nullptr);
  ~Feed() override;

  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  core::Channel& channel() { return *channel_; }

  /// From now on; nothing that is in the log already will be sent. The listener must be removed before it goes.
  void add(FeedListener& listener);
  void remove(FeedListener& listener);
  bool empty() const { return listeners_.empty(); }

  /// The listener can be sent to again.
  void writable(const FeedListener& listener);

  void wake() noexcept override;
  void on_signal(const core::Signal& signal) override;

 private:
  struct Typing {
    UserId who;
    SessionId cause;  ///< 0: somebody in a room.
    std::string text;
  };

  /// Messages and typing of this turn in one, for those who stand at one position.
  struct Mixed {
    Seq position;
    SessionId without;  ///< Whose own typing is left out; 0: nobody's.
    SharedBroadcast bytes;
  };

  void schedule();
  void timed_turn();
  void turn();
  void read_on();
  void read_behind();
  bool take(const std::vector<core::EntryPtr>& entries);
  void take(const core::EntryPtr& entry);
  void show(const core::Entry& entry, std::string text);
  bool serve(FeedListener& listener);
  SharedBroadcast bytes_for(const FeedListener& listener);
  SharedBroadcast with_typing(Seq position, SessionId without);

  boost::asio::any_io_executor loop_;
  std::shared_ptr<core::Channel> channel_;
  const View& view_;
  GatewayStatus& counters_;
  std::size_t step_;  ///< Bytes encoded per turn, so that one burst does not overrun those who do read.
  Ring ring_;
  std::vector<FeedListener*> listeners_;
  std::vector<Typing> typing_;  ///< Since the last turn; sent to whoever is up to date, dropped for the rest.
  Mixed mixed_;
  boost::asio::steady_timer pause_;
  Tick next_turn_;  ///< Not before this.
  bool scheduled_ = false;
  bool reading_ = false;  ///< The ledger has been asked for what is no longer in memory.
  core::Witness* witness_;
};

}  // namespace gb::gateway
