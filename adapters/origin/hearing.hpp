#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>

#include "adapters/origin/early.hpp"
#include "adapters/origin/intake.hpp"
#include "adapters/origin/last_heard.hpp"
#include "adapters/origin/sending.hpp"
#include "adapters/origin/shared.hpp"
#include "adapters/origin/wire/incoming.hpp"
#include "bridge/base/once_per.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/origin/connection.hpp"

namespace gb::origin {

/// What is said in a channel of the origin, and where it goes: into our channel, each message once, in the order it was
/// said; our own ones to `Sending`. What was said while the connection was lost is in the history that the server tells
/// at the next one. Lives on the event loop; kept alive by its own coroutines and by what is on its way to the disk.
class Hearing : public std::enable_shared_from_this<Hearing> {
 public:
  /// `kept`: how far the room was heard in an earlier run; nothing: this is the first contact.
  Hearing(const boost::asio::any_io_executor& loop, std::shared_ptr<Shared> shared,
          std::shared_ptr<const delivery::Link> link, std::shared_ptr<Sending> sending, const std::optional<Seen>& kept,
          LastHeard::Keep keep);

  /// A new connection: what is said is held until its history is told.
  void enter(std::shared_ptr<Connection> connection);

  /// The connection is lost.
  void leave();

  /// Leaves nothing half done; what is not on the disk by now is not kept.
  void stop();

  /// A `message` of so many bytes has come, or a `typing`.
  void message(const nlohmann::json& payload, std::size_t bytes);
  void typing(const nlohmann::json& payload);

  /// The answer to `channel`: takes what is news of it, and then what was held. True: the channel is heard live from
  /// now on; false: the connection was lost meanwhile.
  boost::asio::awaitable<bool> take_history(guild::ForeignChannel channel);

  /// Waits while so much is on its way to the disk that no more should be read.
  boost::asio::awaitable<void> until_not_behind() { return last_->until_under_way(LastHeard::most_under_way); }

  /// A packet is left out, since it is not what its name says, or nothing that a server sends. Counted, and said now
  /// and then.
  void unreadable(const std::string& name);

  /// True once for connections that were given up because something that was said could not be kept.
  bool take_failure() { return std::exchange(failed_, false); }

 private:
  bool is_here(const guild::ForeignMessage& message) const;
  bool is_ours(const guild::ForeignUser& user) const { return user.id == shared_->settings.user; }
  bool is_ignored(const core::OutsidePerson& person) const;
  void show_present(const guild::ForeignChannel& channel);
  News news_in(guild::ForeignChannel& channel);
  boost::asio::awaitable<bool> is_confirmed(std::string remote);
  void said(const guild::ForeignMessage& message);
  void relay(const guild::ForeignMessage& message, const Seen& seen);
  void kept(Progress::Ticket ticket, bool durable);

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<const delivery::Link> link_;
  std::shared_ptr<Sending> sending_;
  std::shared_ptr<Intake> intake_;
  std::shared_ptr<LastHeard> last_;
  std::int64_t channel_;  ///< As the server names it.
  std::shared_ptr<Connection> connection_;
  Early early_;
  bool live_ = false;  ///< The history is told.
  People people_;
  OncePer typing_gate_;
  OncePer unreadable_gate_;
  bool failed_ = false;
  bool stopping_ = false;
};

}  // namespace gb::origin
