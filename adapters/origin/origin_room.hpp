#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "adapters/origin/hearing.hpp"
#include "adapters/origin/sending.hpp"
#include "adapters/origin/shared.hpp"
#include "adapters/origin/wire/place.hpp"
#include "bridge/base/once_per.hpp"
#include "bridge/origin/connection.hpp"

namespace gb::origin {

/// A channel of the origin, linked: one connection that has it active, made again whenever it is lost. What its courier
/// brings goes by `Sending`, what comes from there by `Hearing`. Lives on the event loop; kept alive by its own
/// coroutines.
class OriginRoom final : public delivery::Room,
                         public core::SignalListener,
                         public std::enable_shared_from_this<OriginRoom> {
 public:
  /// `kept`: what `keep` was given in an earlier run.
  OriginRoom(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared, delivery::Link link,
             const std::optional<Seen>& kept, LastHeard::Keep keep);
  ~OriginRoom() override;

  OriginRoom(const OriginRoom&) = delete;
  OriginRoom& operator=(const OriginRoom&) = delete;

  /// `after`: so that many rooms do not all log in at once.
  void start(std::chrono::milliseconds after);
  void stop();

  /// Gives up the connection, and makes another at once.
  void reconnect();

  // delivery::Room
  boost::asio::awaitable<std::vector<delivery::Receipt>> deliver(std::vector<core::EntryPtr> entries) override {
    return sending_->deliver(std::move(entries));
  }
  std::size_t window() const override { return 1; }
  void signal(const core::Signal& signal) override;
  delivery::Capabilities capabilities() const override;
  delivery::RoomState state() const override { return state_; }
  void watch(core::Reader* courier) override { courier_ = courier; }
  void adopt(config::Room policy) override { link_->policy = std::move(policy); }

  // core::SignalListener
  void on_signal(const core::Signal& signal) override { this->signal(signal); }

  const delivery::Link& link() const { return *link_; }

 private:
  enum class Phase : std::uint8_t { greeting, history, entered };

  bool joined() const { return state_.condition == delivery::Condition::joined; }
  void set_state(delivery::Condition condition, std::string reason);

  boost::asio::awaitable<void> live(std::chrono::milliseconds after);
  boost::asio::awaitable<Ending> visit();
  void leave();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  void expect(std::string or_else, std::chrono::milliseconds within);
  void send(std::string_view packet, const nlohmann::json& payload);

  void hear(const socketio::Received& packet);
  void greeted(const nlohmann::json& self);
  void told_history(const nlohmann::json& answer);
  boost::asio::awaitable<void> enter(std::shared_ptr<Connection> by, guild::ForeignChannel channel);

  boost::asio::any_io_executor loop_;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<delivery::Link> link_;  ///< All parts see it; only `adopt` changes it.
  Place place_;
  std::shared_ptr<Sending> sending_;
  std::shared_ptr<Hearing> hearing_;
  std::shared_ptr<Connection> connection_;
  Phase phase_ = Phase::greeting;
  delivery::RoomState state_;
  core::Reader* courier_ = nullptr;
  OncePer typing_gate_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer patience_;  ///< For what the server has to answer next.
  std::minstd_rand random_{std::random_device{}()};
  bool stopping_ = false;
  bool again_at_once_ = false;
};

}  // namespace gb::origin
