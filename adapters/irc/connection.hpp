#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/irc/send_queue.hpp"
#include "adapters/irc/wire/line_buffer.hpp"
#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"
#include "bridge/net/stream.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// One connection to a server, from connected to lost: lines in, lines out in order of priority and pace, PONG for
/// PING, and a test of a link that has gone silent. Lives on the event loop.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using OnMessage = std::function<void(const Message&)>;
  using IsBehind = std::function<bool()>;

  /// `settings` must outlive the connection.
  Connection(const boost::asio::any_io_executor& loop, const config::Irc& settings,
             std::unique_ptr<net::Stream> stream);

  /// Reads and tells until the connection is lost; returns why, in the server's own words where it gave any.
  /// Nothing is read while `is_behind`: whoever floods us waits in his own socket. Neither is called any more once this
  /// has returned.
  boost::asio::awaitable<std::string> run(OnMessage on_message, IsBehind is_behind);

  SendQueue& queue() { return queue_; }

  /// Queues a line, and wakes the writer: everything queued in one turn of the loop leaves in one write.
  void send(Priority priority, std::string line, RoomId owner = {});

  /// Ends the connection at once.
  void close(std::string reason);

  /// Ends it when all that is urgent has been written.
  void close_after_writing(std::string reason);

  bool closed() const { return closed_; }

  /// Nothing waits and nothing is being written.
  bool quiet() const { return queue_.size() == 0 && !writing_; }

 private:
  boost::asio::awaitable<void> write_on();
  boost::asio::awaitable<void> watch();
  void tell_of_flood();
  void take(std::string_view line, const OnMessage& on_message);

  boost::asio::any_io_executor loop_;
  const config::Irc& settings_;
  std::string area_;
  std::unique_ptr<net::Stream> stream_;
  LineBuffer lines_;
  SendQueue queue_;
  boost::asio::steady_timer rest_;   ///< Wakes when reading may go on.
  boost::asio::steady_timer more_;   ///< Woken when there is something to write.
  boost::asio::steady_timer watch_;  ///< Wakes when the link has been silent for too long.
  Tick heard_;
  std::optional<Tick> told_of_flood_;
  bool tested_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool closed_ = false;
  std::string reason_;
};

}  // namespace gb::irc
