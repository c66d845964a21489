#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "adapters/irc/attempts.hpp"
#include "adapters/irc/connection.hpp"
#include "adapters/irc/network.hpp"
#include "adapters/irc/outbox.hpp"
#include "adapters/irc/places.hpp"
#include "adapters/irc/server_address.hpp"
#include "adapters/irc/session.hpp"
#include "adapters/irc/wire/registration.hpp"
#include "bridge/net/stream.hpp"

namespace gb::irc {

/// A network's life: connect, register, be there, lose it, wait, and again until it is stopped. Does what the machines
/// decide. Shared by its coroutines, so that it may be let go of at any time. Lives on the event loop.
class Life final : public Outbox, public std::enable_shared_from_this<Life> {
 public:
  Life(const boost::asio::any_io_executor& loop, config::Irc settings, std::vector<delivery::Link> links,
       NetworkOptions options);

  void start();

  /// Says goodbye once what waits has been sent; not longer than `limit`.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  /// Ends without a goodbye.
  void abandon();

  /// Gives up what connection there is, and tries again at once.
  void reconnect();

  void add(delivery::Link link);
  void remove(RoomId id);

  const delivery::RoomState& state() const { return state_; }
  const NetworkCounters& counters() const { return counters_; }
  const Places::Rooms& rooms() const { return rooms_; }

  // Outbox
  void send(Priority priority, const Message& message, RoomId owner) override;
  void send_if_idle(const Message& message) override;
  void drop(RoomId owner) override;
  std::string fresh_token() override;
  Terms terms() const override { return session_ ? session_->terms() : Terms{}; }
  Outlook outlook() const override { return session_ ? session_->outlook() : Outlook{}; }

 private:
  /// How a connection has ended.
  struct Ended {
    std::string reason;
    std::chrono::milliseconds up{0};  ///< How long we were registered.
    bool refused = false;             ///< Trying again soon will not help.
    bool again_at_once = false;       ///< The server wants TLS, or somebody asked for a new connection.
  };

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<Ended> live_once();
  boost::asio::awaitable<void> keep_time(std::shared_ptr<Connection> connection);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  void do_what_is_due(Connection& connection);

  void make_room(delivery::Link link);
  void clear_out();
  net::StreamTarget target() const;
  void begin(std::unique_ptr<net::Stream> stream);
  void take(const Message& message);
  void register_with(const Message& message);
  void heed_sts(const Message& message);
  void end(const Ended& ended);
  Tick next_tick() const;
  void set_state(delivery::Condition condition, std::string reason);

  boost::asio::any_io_executor loop_;
  config::Irc settings_;
  std::string area_;
  ServerAddress server_;
  StsPolicies own_sts_;
  NetworkOptions options_;
  StsPolicies& sts_;
  Attempts attempts_;
  std::optional<PictureFetching> pictures_;
  Places::Rooms rooms_;
  Places::Rooms retired_;  ///< Their couriers may still look at them.
  delivery::RoomState state_;
  NetworkCounters counters_;
  std::mt19937_64 random_;
  std::uint64_t tokens_ = 0;
  boost::asio::steady_timer pause_;  ///< Between connections.
  boost::asio::steady_timer alarm_;  ///< For what is due during one.
  bool stopping_ = false;

  // Of the connection under way.
  std::shared_ptr<Connection> connection_;
  std::unique_ptr<Registration> registration_;
  std::unique_ptr<Session> session_;  ///< From registered on; before registration_ in destruction.
  std::optional<std::uint16_t> secure_port_;
  bool secure_ = false;
  std::uint16_t secure_at_ = 0;  ///< The port of it.
  bool again_at_once_ = false;
  bool refused_ = false;
  Tick registration_end_;
  Tick registered_;
};

}  // namespace gb::irc
