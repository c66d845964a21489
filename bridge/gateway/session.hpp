#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/core/person.hpp"
#include "bridge/gateway/engine/deadlines.hpp"
#include "bridge/gateway/engine/session.hpp"
#include "bridge/gateway/feed.hpp"
#include "bridge/gateway/pace.hpp"
#include "bridge/gateway/proxy/origin_side.hpp"
#include "protocol/socketio/connection.hpp"

namespace gb::gateway {

struct Common;

/// One native connection: who it is, which channel is its active one, how fast it may go. Small, because there are
/// many and most are idle. Lives on the event loop; outlives its engine session only in completions under way.
class Session final : public Timed, public Proxied, public std::enable_shared_from_this<Session> {
 public:
  /// Posts of one connection that may wait for the disk; at the bound further ones are refused with a reason.
  static constexpr std::uint16_t most_outstanding_posts = 256;

  /// The same of uploads that are being looked at.
  static constexpr std::uint8_t most_outstanding_uploads = 8;

  /// The same of pages of history that are being read; more than a burst of packets may ask for by default.
  static constexpr std::uint8_t most_outstanding_reads = 128;

  Session(EngineSession& engine, Common& common);
  ~Session() override;

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // From the engine.
  void start();
  void text(std::string_view message);
  void binary(std::string_view message);
  void writable();
  void gone();

  /// Closes the connection if the account that it logged in with does not stand any more.
  void check_account();

  /// Ends the active channel, and says so, if it is gone or the user is no longer a member of its guild.
  void check_active();

  /// The connect timeout is over: closes the connection unless somebody has logged in.
  Tick on_deadline(Tick now) override;

  // Proxied
  void admitted(core::UserPtr who, const std::string& hello) override;
  void not_admitted(const std::string& reason, bool wrong) override;
  void pass(const std::string& text, const std::vector<std::string>& attachments) override;
  void end(const std::string& reason, bool wrong) override;
  std::string our_guilds() const override;
  bool is_in_ours() const override { return feed_ != nullptr; }
  void leave_ours() override { clear_active(); }

  // For the handlers of packets.

  /// His side towards the origin; null where the gateway stands in front of none.
  const std::shared_ptr<OriginSide>& origin_side() const { return origin_; }

  /// Null before the login.
  const core::UserPtr& user() const { return user_; }
  SessionId id() const { return id_; }

  /// The connection is gone, and perhaps the gateway with it.
  bool is_over() const { return closing_; }
  Common& common() { return common_; }
  const Common& common() const { return common_; }

  /// Sends a packet; `payload` is JSON text. Nothing happens if the connection is gone.
  void send(std::string_view packet, std::string_view payload) override;
  /// `argument` is JSON text.
  void acknowledge(std::uint64_t ack, std::string_view argument);

  /// Null if there is none, or if the user is no longer a member; then it ends here.
  std::shared_ptr<core::Channel> active();
  void set_active(const std::shared_ptr<core::Channel>& channel);
  void clear_active();

  /// Takes one packet's worth of this connection's rate: how long to wait if there is none left. Whoever goes on and
  /// on without waiting is closed.
  std::optional<std::chrono::milliseconds> pace(RateClass rate);

  /// What was taken as a post is none: it counts against the other rate instead.
  std::optional<std::chrono::milliseconds> pace_as_packet();

  /// True at most once per interval; the caller relays the typing.
  bool may_type(Tick now);

  bool begin_post();
  void end_post() { --outstanding_posts_; }

  /// Posts that wait for their files; later ones wait behind them.
  void begin_attaching() { ++attaching_; }
  void end_attaching() { --attaching_; }
  bool is_attaching() const { return attaching_ > 0; }

  bool begin_upload();
  void end_upload() { --outstanding_uploads_; }

  bool begin_reading();
  void end_reading() { --outstanding_reads_; }

 private:
  void perform(socketio::Actions actions);
  void take(const socketio::Event& event);
  void login(const nlohmann::json& auth);
  void decided(const result<core::Account>& outcome);
  void logged_in(const core::Account& account);
  void let_in(core::UserPtr who);
  void refuse(std::string_view reason);
  void left();
  void close(std::string_view reason);

  Common& common_;
  EngineSession* engine_;  ///< Null once the connection is gone.
  SessionId id_;
  socketio::Connection connection_;
  std::shared_ptr<OriginSide> origin_;
  std::string_view raw_;  ///< The text message that is being handled.
  core::UserPtr user_;
  std::uint64_t login_ = 0;     ///< Of the account, as it was then.
  std::shared_ptr<Feed> feed_;  ///< Of the active channel; null: none.
  FeedListener listener_;
  Pace posts_;
  Pace packets_;
  Tick typed_{};
  std::uint16_t outstanding_posts_ = 0;
  std::uint16_t attaching_ = 0;
  std::uint8_t outstanding_uploads_ = 0;
  bool judging_ = false;  ///< His password is being looked at.
  bool closing_ = false;
  std::uint8_t outstanding_reads_ = 0;
};

}  // namespace gb::gateway
