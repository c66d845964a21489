#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/origin/server.hpp"
#include "bridge/origin/transport.hpp"
#include "protocol/engineio/client.hpp"
#include "protocol/socketio/client.hpp"

namespace gb::origin {

/// How a connection came to its end.
struct Ending {
  enum class Kind : std::uint8_t {
    turned_away,  ///< The server does not let us in; `told` is what it says.
    shown_out,    ///< It had, and has ended the conversation of its own will: it is going down, or wants us no more.
    lost,         ///< Everything else.
  };
  Kind kind = Kind::lost;
  std::string told;
  bool was_in = false;  ///< It had let us in.
};

/// One connection to an existing server, as a Socket.IO client: over WebSocket, or over polling where the server does
/// not serve that. Lives on the event loop; used once. What the server sends at once is bounded, and so is what waits
/// for it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// Bytes of one packet from the server, attachments aside; a larger one ends the connection.
  static constexpr std::size_t most_packet = std::size_t{8} << 20;
  /// Bytes that may wait for a server that does not read, beyond one packet: large files are sent, and words go on
  /// behind them.
  static constexpr std::size_t most_waiting = std::size_t{8} << 20;

  using Hear = std::function<void(socketio::Received packet)>;

  /// `token`: the Authentication string; never logged. `forwarded_for`: on whose behalf, an address; empty: our own.
  Connection(boost::asio::any_io_executor loop, Server server, std::string token, std::string forwarded_for = {});

  /// Connects, and stays until it is over. `hear` is called with each event and acknowledgement; `ready`, where given,
  /// is awaited before more is read.
  boost::asio::awaitable<Ending> run(Hear hear, Transport::Ready ready = {});

  /// The server has let us in, and it is not over.
  bool is_in() const { return socketio_.is_in() && !over_; }

  /// Sends a Socket.IO packet. False: we are not in, or too much waits already.
  bool send(const std::string& text, std::vector<std::string> attachments = {});

  /// Bytes of one packet that the server takes over polling, and mostly over WebSocket too; 0: it does not say.
  std::size_t max_payload() const { return engineio_.opened() ? engineio_.opened()->max_payload : 0; }

  /// Ends it; `why` is told where nothing else is known to be wrong.
  void close(std::string why = "closed");

 private:
  boost::asio::awaitable<result<void>> open();
  boost::asio::awaitable<result<void>> try_transport(std::shared_ptr<Transport> transport);
  void take(engineio::Packet packet);
  void perform(engineio::ClientActions actions);
  void perform(socketio::ClientActions actions);
  void end(Ending::Kind kind, std::string told);
  void watch_deadline();

  boost::asio::any_io_executor loop_;
  Server server_;
  std::string token_;
  std::string forwarded_for_;
  Hear hear_;
  std::shared_ptr<Transport> transport_;
  engineio::Client engineio_;
  socketio::Client socketio_;
  Ending ending_;
  boost::asio::steady_timer alarm_;
  Tick let_in_by_;  ///< Until then the server has to have answered our CONNECT.
  bool over_ = false;
};

}  // namespace gb::origin
