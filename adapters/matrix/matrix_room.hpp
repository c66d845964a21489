#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/matrix/intake.hpp"
#include "adapters/matrix/people.hpp"
#include "adapters/matrix/sending.hpp"
#include "bridge/base/once_per.hpp"
#include "bridge/core/house_names.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"

namespace gb::matrix {

/// A Matrix room, linked: what its courier brings becomes events, and typing becomes typing. Whoever keeps the room
/// joined waits in `until_lost`. Lives on the event loop; owned by its network.
class MatrixRoom final : public delivery::Room, public core::SignalListener {
 public:
  /// What is referred to must outlive the room.
  MatrixRoom(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Api& api, Ghosts& ghosts,
             Repository& repository, core::Ledger& ledger, core::HouseNames house, delivery::Link link);
  ~MatrixRoom() override;

  MatrixRoom(const MatrixRoom&) = delete;
  MatrixRoom& operator=(const MatrixRoom&) = delete;

  // delivery::Room
  boost::asio::awaitable<std::vector<delivery::Receipt>> deliver(std::vector<core::EntryPtr> entries) override;
  std::size_t window() const override { return 1; }
  void signal(const core::Signal& signal) override;
  delivery::Capabilities capabilities() const override;
  delivery::RoomState state() const override { return state_; }
  void watch(core::Reader* courier) override { courier_ = courier; }
  void adopt(config::Room policy) override { link_.policy = std::move(policy); }

  // core::SignalListener
  void on_signal(const core::Signal& signal) override { this->signal(signal); }

  const delivery::Link& link() const { return link_; }
  People& people() { return people_; }
  Intake& intake() { return *intake_; }
  bool joined() const { return state_.condition == delivery::Condition::joined; }

  /// What the homeserver calls it; empty: not known yet.
  const std::string& id() const { return id_; }
  void set_id(std::string id) { id_ = std::move(id); }

  /// The bot has only just come into the room: what the homeserver tells of it was said before, until it tells of our
  /// own arrival (or, where it never does, for `patience`).
  static constexpr std::chrono::seconds patience{60};
  bool is_arriving() const { return arriving_; }
  bool is_overdue() const { return joined() && wall_now() - state_.since > patience; }
  void set_arriving(bool arriving) { arriving_ = arriving; }

  void set_state(delivery::Condition condition, std::string reason);

  /// Is no room of ours any more: whoever keeps it joined lets it go.
  void retire();
  bool is_retired() const { return retired_; }

  /// Between us and the room something may be missing: nobody has entered it since the start, or since the homeserver
  /// was away. What is pushed meanwhile has to wait for what was pushed before, or never was.
  bool is_unsettled() const { return unsettled_; }
  void settled() { unsettled_ = false; }

  /// The homeserver does not answer: as `lost`, and unsettled.
  void cut_off(std::string reason, std::chrono::milliseconds wait);

  /// The room cannot be used any more as it is: `until_lost` returns, and after `wait` somebody looks again.
  void lost(std::string reason, std::chrono::milliseconds wait = std::chrono::milliseconds(0));
  boost::asio::awaitable<std::chrono::milliseconds> until_lost();

  /// Waits, or until `hurry`; not at all if that came since the last wait.
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  void hurry() {
    hurried_ = !joined();
    pause_.cancel();
  }

  /// It has replaced another room of ours: all that was ever said there is to be heard. Until `set_successor(false)`.
  bool is_successor() const { return successor_; }
  void set_successor(bool successor) { successor_ = successor; }

  /// Who types there now; those who are new to the list.
  std::vector<std::string> started_typing(const std::vector<std::string>& now);

 private:
  boost::asio::awaitable<void> show_typing(std::string user, bool on);
  void stopped_typing(const core::Entry& entry);
  std::string typist(const core::User& who);

  boost::asio::any_io_executor loop_;
  const config::Matrix& settings_;
  Api& api_;
  Ghosts& ghosts_;
  delivery::Link link_;
  People people_;
  Sending sending_;
  std::shared_ptr<Intake> intake_;
  std::string id_;
  bool arriving_ = false;
  bool unsettled_ = true;
  bool hurried_ = false;
  bool successor_ = false;
  bool retired_ = false;
  delivery::RoomState state_;
  core::Reader* courier_ = nullptr;
  boost::asio::steady_timer pause_;
  std::chrono::milliseconds wait_{0};  ///< Of the last loss.
  OncePer typing_gate_;
  std::unordered_map<std::string, Tick> typing_;  ///< Users of ours that are shown typing, and since when.
  std::vector<std::string> types_;                ///< Others who type there now.
};

}  // namespace gb::matrix
