#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "adapters/origin/intake.hpp"
#include "adapters/origin/network.hpp"
#include "adapters/origin/progress.hpp"
#include "adapters/origin/question.hpp"
#include "adapters/origin/uploads.hpp"
#include "adapters/origin/wire/incoming.hpp"
#include "bridge/base/once_per.hpp"
#include "bridge/origin/connection.hpp"

namespace gb::origin {

/// A channel of the origin, linked: one connection that has it active, made again whenever it is lost. What its courier
/// brings is posted there; our own message coming back is the receipt. What was said while the connection was lost is
/// in the history that the server gives at the next one. Lives on the event loop; kept alive by its own coroutines.
class OriginRoom final : public delivery::Room,
                         public core::SignalListener,
                         public std::enable_shared_from_this<OriginRoom> {
 public:
  /// What all rooms of a network share. Ledger and files must outlive it.
  struct Shared {
    config::Origin settings;
    Server server;
    net::HttpClient http;
    core::Ledger& ledger;
    files::FileStore& files;
    NetworkCounters counters{};
  };

  /// Keeps how far the room was heard.
  using Keep = std::function<void(std::string seen)>;

  OriginRoom(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared, delivery::Link link,
             std::optional<Seen> seen, Keep keep);
  ~OriginRoom() override;

  OriginRoom(const OriginRoom&) = delete;
  OriginRoom& operator=(const OriginRoom&) = delete;

  /// `after`: so that many rooms do not all log in at once.
  void start(std::chrono::milliseconds after);
  void stop();

  /// Gives up the connection, and makes another at once.
  void reconnect();

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

 private:
  enum class Phase : std::uint8_t { greeting, history, live };

  /// A message of ours whose entry is not known.
  struct Unclaimed {
    std::string remote;
    std::optional<guild::Date> created;
  };

  bool joined() const { return state_.condition == delivery::Condition::joined; }
  void set_state(delivery::Condition condition, std::string reason);

  // The connection.
  boost::asio::awaitable<void> live(std::chrono::milliseconds after);
  boost::asio::awaitable<Ending> visit();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  boost::asio::awaitable<void> until_under_way(std::size_t most);
  void expect(std::string or_else, std::chrono::milliseconds within);
  void send(std::string_view packet, const nlohmann::json& payload);

  // What comes.
  void hear(const socketio::Received& packet);
  void greeted(const nlohmann::json& self);
  void told_history(const nlohmann::json& answer);
  boost::asio::awaitable<void> take_history(std::shared_ptr<Connection> from, guild::ForeignChannel channel);
  boost::asio::awaitable<bool> is_confirmed(std::string remote);
  void said(const guild::ForeignMessage& message);
  void relay(const guild::ForeignMessage& message, const Seen& seen);
  void kept(Progress::Ticket ticket, bool durable);
  void keep_later();
  void keep_now();
  void typing(const nlohmann::json& who);
  void acknowledged(const socketio::Packet& ack);
  void unreadable(const std::string& name);
  bool is_ignored(const core::OutsidePerson& person) const;
  bool is_here(const guild::ForeignMessage& message) const;

  // What goes.
  boost::asio::awaitable<delivery::Receipt> post(core::EntryPtr entry);
  std::optional<delivery::Receipt> claim(const core::Entry& entry);
  std::optional<delivery::Receipt> wait_for_late_one(const core::Entry& entry) const;

  boost::asio::any_io_executor loop_;
  std::shared_ptr<Shared> shared_;
  delivery::Link link_;
  Keep keep_;
  std::int64_t guild_ = 0;    ///< As the link's place names it.
  std::int64_t channel_ = 0;  ///< Likewise.
  std::shared_ptr<Intake> intake_;
  Uploads uploads_;
  People people_;
  Progress progress_;
  Seq head_at_start_;  ///< What came into the log later was posted by no earlier run.
  std::string kept_;   ///< The last that was kept of it.
  std::shared_ptr<Connection> connection_;
  Phase phase_ = Phase::greeting;
  std::vector<guild::ForeignMessage> early_;  ///< Came before the history, which has its place before them.
  std::size_t early_bytes_ = 0;
  Tick joined_at_;
  delivery::RoomState state_;
  core::Reader* courier_ = nullptr;
  std::shared_ptr<Question<delivery::Receipt>> posted_;  ///< The post under way.
  std::uint64_t last_ack_ = 0;
  std::optional<Seq> sent_;             ///< The entry that was posted last, until it is confirmed.
  int tries_ = 0;                       ///< How often.
  bool confirmed_any_ = false;          ///< Of this run of the process.
  std::optional<Unclaimed> unclaimed_;  ///< A message of ours that nothing has been told of yet.
  bool speaks_ext_ = false;             ///< The server acknowledges as we would.
  OncePer typing_gate_;
  OncePer heard_typing_;
  OncePer unreadable_gate_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer patience_;   ///< For what the server has to answer next.
  boost::asio::steady_timer kept_news_;  ///< Woken when something has become durable.
  boost::asio::steady_timer keep_timer_;
  std::minstd_rand random_{std::random_device{}()};
  bool keeping_ = false;
  bool not_kept_ = false;  ///< This visit ended, or will, because something that was said could not be kept.
  bool stopping_ = false;
  bool again_at_once_ = false;
};

}  // namespace gb::origin
