#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "adapters/irc/wire/line_buffer.hpp"
#include "adapters/irc/wire/message.hpp"
#include "adapters/irc/wire/pace.hpp"
#include "bridge/base/time.hpp"
#include "bridge/net/stream.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// One connection to a server, from connected to lost: lines in, lines out, paced. Lives on the event loop.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using OnMessage = std::function<void(const Message&)>;

  Connection(boost::asio::any_io_executor loop, const config::Irc& settings, std::unique_ptr<net::Stream> stream);

  /// Reads and tells until the connection is lost; returns why.
  boost::asio::awaitable<std::string> run(OnMessage on_message);

  /// Chat waits for its turn and the pace; the rest goes first.
  void send(std::string line, bool chat);

  void close(std::string reason);
  bool idle() const { return first_.empty() && chat_.empty() && !writing_; }

 private:
  boost::asio::awaitable<void> write_on();
  boost::asio::awaitable<void> watch();
  std::string next_batch();
  void take(std::string_view line, const OnMessage& on_message);

  boost::asio::any_io_executor loop_;
  const config::Irc& settings_;
  std::string area_;
  std::unique_ptr<net::Stream> stream_;
  LineBuffer lines_;
  Pace pace_;
  std::deque<std::string> first_;
  std::deque<std::string> chat_;
  boost::asio::steady_timer more_;  ///< Woken when there is something to write.
  boost::asio::steady_timer watch_;
  Tick heard_;
  bool tested_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::string reason_;
};

}  // namespace gb::irc
