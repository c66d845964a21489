#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/origin/progress.hpp"

namespace gb::origin {

/// How far a channel of the origin was heard, kept from one run of the process to the next: never further than what is
/// on the disk, and behind that by a moment, so that a busy channel does not write with each message. What is told
/// twice for that after a crash is known by its remote id. Lives on the event loop.
class LastHeard : public std::enable_shared_from_this<LastHeard> {
 public:
  static constexpr std::size_t most_under_way = 256;

  /// Is given what `parse_seen` reads.
  using Keep = std::function<void(std::string seen)>;

  /// `kept`: of an earlier run; nothing: this is the first contact.
  LastHeard(const boost::asio::any_io_executor& loop, const std::optional<Seen>& kept, Keep keep);

  /// The newest that was heard, on the disk or not.
  const std::optional<Seen>& seen() const { return progress_.heard(); }

  /// Something was heard; it is under way until `done`.
  Progress::Ticket begin(const Seen& seen) { return progress_.begin(seen); }

  /// Call exactly once for each. `durable`: it is on the disk, or needs not be; else a history has to tell it again.
  void done(Progress::Ticket ticket, bool durable);

  /// Waits until no more than so many are under way, or it is stopped. At `most_under_way` no more should be read.
  boost::asio::awaitable<void> until_under_way(std::size_t most);

  /// Call when nothing is under way: what was not kept counts as never heard.
  void restart() { progress_.restart(); }

  /// Keeps what there is; nobody waits any more.
  void stop();

 private:
  void keep_later();
  void keep_now();

  Progress progress_;
  Keep keep_;
  std::string kept_;                ///< What was kept last in this run.
  boost::asio::steady_timer news_;  ///< Woken when something is no longer under way.
  boost::asio::steady_timer timer_;
  bool keeping_ = false;
  bool stopped_ = false;
};

}  // namespace gb::origin
