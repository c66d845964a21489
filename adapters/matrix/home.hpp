#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_set>
#include <vector>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/appservice.hpp"
#include "adapters/matrix/entering.hpp"
#include "adapters/matrix/faces.hpp"
#include "adapters/matrix/ghosts.hpp"
#include "adapters/matrix/hearing.hpp"
#include "adapters/matrix/kept.hpp"
#include "adapters/matrix/network.hpp"
#include "adapters/matrix/repository.hpp"
#include "adapters/matrix/second_look.hpp"
#include "adapters/matrix/signing_in.hpp"
#include "adapters/matrix/syncing.hpp"
#include "bridge/base/backoff.hpp"

namespace gb::matrix {

/// One homeserver, from start to stop: who we are there, every room kept joined, and its news, pushed to an application
/// service or fetched by a bot. Lives on the event loop; kept alive by its coroutines.
class Home : public std::enable_shared_from_this<Home> {
 public:
  Home(const boost::asio::any_io_executor& loop, config::Matrix settings, std::vector<delivery::Link> links,
       NetworkOptions options);

  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  void start();
  boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  /// At once, without a goodbye.
  void abandon();

  /// Gives up what connection there is, and tries again at once.
  void reconnect();

  void add(delivery::Link link);
  void remove(RoomId id);

  const delivery::RoomState& state() const { return state_; }
  const NetworkCounters& counters() const { return counters_; }
  const Hearing::Rooms& rooms() const { return rooms_; }

 private:
  using Task = boost::asio::awaitable<void>;

  Task run();
  void make_room(delivery::Link link);
  Task leave(MatrixRoom& room);
  Task keep_joined(MatrixRoom& room);
  boost::asio::awaitable<Entering::Outcome> come_in(MatrixRoom& room);
  boost::asio::awaitable<Entering::Outcome> enter_and_hear(MatrixRoom& room);
  boost::asio::awaitable<bool> until_settled();
  Task look_again(Time since);
  Task sync_on();
  Task refuse_invite(std::string room);
  Task pause(std::chrono::milliseconds time);
  void invited(const std::string& room);
  void set_state(delivery::Condition condition, std::string reason);
  std::chrono::milliseconds delay_after(Backoff& backoff, const Answer& answer);
  void begin(Task task);

  boost::asio::any_io_executor loop_;
  config::Matrix settings_;
  NetworkOptions options_;
  std::string area_;
  Api api_;
  Repository repository_;
  std::shared_ptr<Faces> faces_;
  Kept kept_;
  Ghosts ghosts_;
  Hearing::Rooms rooms_;
  Hearing::Rooms retired_;  ///< Their couriers may still look at them.
  SigningIn signing_in_;
  Entering entering_;
  NetworkCounters counters_;
  Hearing hearing_;
  std::optional<AppService> service_;
  std::shared_ptr<SecondLook> second_look_;
  delivery::RoomState state_;
  boost::asio::steady_timer pause_;
  std::unordered_set<boost::asio::steady_timer*> settling_;  ///< Woken when somebody has tried to enter a room.
  std::mt19937_64 random_{std::random_device{}()};
  bool entering_rooms_ = false;  ///< We are known there: rooms are being kept joined.
  bool stopping_ = false;
};

}  // namespace gb::matrix
