#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/core/event.hpp"
#include "bridge/core/person.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/gateway/proxy/proxy.hpp"
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

  /// The client cannot stay.
  virtual void end(const std::string& reason) = 0;

  /// Sends a packet of ours; `payload` is JSON text.
  virtual void send(std::string_view packet, std::string_view payload) = 0;

  /// The client's guilds of ours, as JSON values with commas between.
  virtual std::string our_guilds() const = 0;

  /// An active channel of ours.
  virtual bool is_in_ours() const = 0;
  virtual void leave_ours() = 0;
};

/// One native's own connection to the origin: what he says of the origin's guilds goes there unchanged, and what comes
/// from there comes to him unchanged. While the origin is away his session goes on, and it is tried again. Lives on the
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
  void acknowledged(const socketio::Acknowledged& ack);

  /// An active channel of ours has been set.
  void entered_ours();

  using Borrowed = std::function<void(std::vector<core::FileRef> files)>;

  /// Files as `who` may attach them here; answered in the order of the calls.
  void borrow(std::vector<core::FileRef> files, UserId who, Borrowed use);

 private:
  struct CopyUnderWay;

  boost::asio::awaitable<void> live();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  boost::asio::awaitable<bool> come_in_from_memory();
  void turned_away(const std::string& told);
  void lose_uploads();

  // What comes from the origin.
  void hear(const socketio::Received& packet);
  void greeted(const socketio::Received& hello);
  boost::asio::awaitable<void> admit(socketio::Received hello, std::int64_t id);
  boost::asio::awaitable<core::UserPtr> user_of(const nlohmann::json& self);
  void show_guilds(const socketio::Received& packet);
  void uploaded(const socketio::Received& packet);

  // What goes there.
  bool is_up() const { return connection_ && greeted_ && connection_->is_in(); }
  World active() const;
  void list_guilds(std::string_view raw, Reply& reply);
  bool fits(const socketio::Event& event, std::string_view raw) const;
  void forward(const socketio::Event& event, std::string_view raw, Reply& reply);
  void send(std::string text, std::vector<std::string> attachments, std::shared_ptr<Reply> reply);
  boost::asio::awaitable<void> post(socketio::Event event, std::string raw, std::shared_ptr<Reply> reply);
  boost::asio::awaitable<bool> copy_attachments(nlohmann::json& post, std::shared_ptr<Reply> reply, bool& changed);
  boost::asio::awaitable<std::string> give(std::string bytes);

  Proxy& proxy_;
  Proxied* above_;  ///< Null: the session is gone.
  std::string token_;
  std::string address_;
  std::shared_ptr<origin::Connection> connection_;
  bool greeted_ = false;
  core::UserPtr user_;                    ///< Null before the login.
  std::vector<socketio::Received> held_;  ///< Came while the login was being written down.
  std::string active_;                    ///< The packet that has set an active channel there; empty: none.
  std::size_t asked_guilds_ = 0;
  std::deque<std::shared_ptr<CopyUnderWay>> uploads_;  ///< In the order of their answers; null: the client's own.
  std::shared_ptr<delivery::InOrder> outgoing_;
  std::shared_ptr<delivery::InOrder> borrowing_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer patience_;         ///< For the greeting.
  boost::asio::steady_timer guilds_patience_;  ///< For `listguilds`.
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace gb::gateway
