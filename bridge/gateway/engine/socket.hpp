#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gb::gateway {

/// A connected client, over TCP or TLS. Lives on the event loop; callbacks are never called from within a call.
/// Nothing is called any more after `close`.
class Socket {
 public:
  /// Bytes that came, to be used (and changed) before the callback returns; empty: the connection has ended.
  using OnRead = std::function<void(std::span<char>)>;

  /// False: the connection has failed.
  using OnWritten = std::function<void(bool)>;

  static constexpr std::size_t most_parts = 3;
  using Parts = std::array<boost::asio::const_buffer, most_parts>;

  virtual ~Socket() = default;

  /// Reads on and on, until `close`. Called again, it changes who is told.
  virtual void start_reading(OnRead on_read) = 0;

  /// No more is read until `resume_reading`, so that the client has to wait; what is being read still comes.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  /// Writes the parts in order; one write at a time. True: all of it has left. Else `on_written` is called, once.
  /// `owner` keeps the bytes where they are, and the socket keeps `owner` as long as it may read them, also after
  /// `close`.
  virtual bool write(const Parts& parts, std::shared_ptr<const void> owner, OnWritten on_written) = 0;

  /// What was written is sent as far as the kernel takes it, and for a moment the client may go on sending: closing on
  /// unread bytes would reset the connection and take the last words (413, a close frame) with it.
  virtual void close() = 0;
};

/// `loop_buffer` is where every plain socket reads to: one buffer for all of them. `slot` is held as long as the
/// socket.
std::unique_ptr<Socket> make_plain_socket(boost::asio::ip::tcp::socket socket,
                                          std::shared_ptr<std::vector<char>> loop_buffer, std::shared_ptr<void> slot);

/// Shakes hands first; reading begins after that.
std::unique_ptr<Socket> make_tls_socket(boost::asio::ip::tcp::socket socket,
                                        std::shared_ptr<boost::asio::ssl::context> context, std::shared_ptr<void> slot);

}  // namespace gb::gateway
