#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/core/event.hpp"
#include "bridge/core/person.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/gateway/proxy/proxy.hpp"
#include "bridge/gateway/proxy/towards_origin.hpp"
#include "bridge/gateway/proxy/worlds.hpp"
#include "bridge/gateway/reply.hpp"
#include "bridge/origin/connection.hpp"

namespace gb::gateway {

/// The session above, as its side towards the origin sees it.
class Proxied {
 public:
  virtual ~Proxied() = default;

  /// The login has succeeded; `hello` is the packet that the client gets.
  virtual void admitted(core::UserPtr who, const std::string& hello) = 0;

  /// It has not. `wrong`: by the client's own fault.
  virtual void not_admitted(const std::string& reason, bool wrong) = 0;

  /// A packet of the origin, to be passed on as it is.
  virtual void pass(const std::string& text, const std::vector<std::string>& attachments) = 0;

  /// The client cannot stay, and may come again. `wrong`: by his own fault.
  virtual void end(const std::string& reason, bool wrong) = 0;

  /// Sends a packet of ours; `payload` is JSON text.
  virtual void send(std::string_view packet, std::string_view payload) = 0;

  /// The client's guilds of ours, as JSON values with commas between.
  virtual std::string our_guilds() const = 0;

  /// An active channel of ours.
  virtual bool is_in_ours() const = 0;
  virtual void leave_ours() = 0;
};

/// One native's own connection to the origin: who he is, what comes to him from there, and what becomes of him while
/// the origin is away: his session goes on, and it is tried again. When the origin is back, a client who was in one of
/// its channels is let go of, so that he comes again and looks what he has missed, as he would without us. Lives on the
/// event loop; kept alive by its own coroutines.
class OriginSide : public std::enable_shared_from_this<OriginSide> {
 public:
  /// Both must live until `close`, the proxy as long as the loop runs.
  OriginSide(Proxy& proxy, Proxied& session);

  /// Asks the origin whether the token is good. `address`: the client's.
  void log_in(std::string token, std::string address);

  /// The session is gone.
  void close();

  /// Takes a packet that is for the origin; false: it is for us. `raw`: as it came, unless it has attachments.
  bool takes(const socketio::Event& event, std::string_view raw, Reply& reply);

  /// The client answers a packet of the origin's.
  void acknowledged(const socketio::Acknowledged& ack) { towards_->acknowledge(ack); }

  /// An active channel of ours has been set.
  void entered_ours();

  using Borrowed = std::function<void(std::vector<core::FileRef> files)>;

  /// Files as `who` may attach them here; answered in the order of the calls.
  void borrow(std::vector<core::FileRef> files, UserId who, Borrowed use);

 private:
  // Coming in.
  boost::asio::awaitable<void> live();
  boost::asio::awaitable<origin::Ending> visit();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  boost::asio::awaitable<bool> goes_on_after(const origin::Ending& ending);
  boost::asio::awaitable<bool> come_in_from_memory(std::string told);
  void turned_away(const std::string& told);
  void greeted(const socketio::Received& hello);
  boost::asio::awaitable<void> admit(socketio::Received hello, std::int64_t id);
  boost::asio::awaitable<core::UserPtr> user_of(const nlohmann::json& self);

  // What comes from the origin.
  void hear(const socketio::Received& packet);
  void pass(const socketio::Received& packet, const std::string& name);
  void show_guilds(const socketio::Received& packet);

  World active() const;
  void list_guilds(const socketio::Event& event, std::string_view raw, Reply& reply);

  Proxy& proxy_;
  Proxied* above_;  ///< Null: the session is gone.
  std::string token_;
  std::string address_;
  std::shared_ptr<TowardsOrigin> towards_;
  std::shared_ptr<origin::Connection> connection_;
  bool under_way_ = false;  ///< A login, or the life that followed it.
  bool greeted_ = false;
  bool refused_ = false;                  ///< By us, whatever the origin says.
  int shown_out_ = 0;                     ///< Times in a row that the origin has ended it.
  core::UserPtr user_;                    ///< Null before the login.
  std::vector<socketio::Received> held_;  ///< Came while the login was being written down.
  std::size_t held_bytes_ = 0;
  bool in_theirs_ = false;  ///< He has made a channel of the origin his active one.
  std::size_t asked_guilds_ = 0;
  std::shared_ptr<delivery::InOrder> borrowing_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer patience_;         ///< For the greeting.
  boost::asio::steady_timer guilds_patience_;  ///< For `listguilds`.
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace gb::gateway
