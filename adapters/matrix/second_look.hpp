#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "bridge/base/time.hpp"

namespace gb::matrix {

/// Decides when an application service's rooms are looked through once more. A homeserver that catches up, after we or
/// it were away, can keep a transaction back: Synapse makes one while its catching up ends, and sends it only after the
/// next trouble, if ever. So when what is pushed comes late, the rooms are looked through a while after the last of it.
/// Loop only; kept alive by its coroutine.
class SecondLook : public std::enable_shared_from_this<SecondLook> {
 public:
  /// Looks at what was said since then.
  using Look = std::function<boost::asio::awaitable<void>(Time since)>;

  /// `look` is not called after `stop`.
  SecondLook(const boost::asio::any_io_executor& loop, Look look);

  /// A transaction came, the oldest of whose events was sent at `oldest`.
  void pushed(Time oldest);

  void stop();

 private:
  boost::asio::awaitable<void> wait_and_look();
  boost::asio::awaitable<void> pause(Tick until);

  boost::asio::any_io_executor loop_;
  Look look_;
  boost::asio::steady_timer timer_;
  Time since_{};
  Tick last_late_{};
  bool waiting_ = false;
  bool stopped_ = false;
};

}  // namespace gb::matrix
