#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/hearing.hpp"
#include "adapters/matrix/kept.hpp"

namespace gb::matrix {

/// The name under which it is kept how far a bot has heard.
inline constexpr const char* kept_since = "since";

/// A bot's way of hearing: /sync, step by step. The position goes on only when all that a step brought is durable, and
/// what is brought again is known by its ids. What was said before the first step, or before the bot came into a room,
/// is not heard: decided by the order of events, never by a clock.
class Syncing {
 public:
  /// All must outlive this.
  Syncing(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Api& api, Hearing& hearing,
          Kept& kept);

  /// Waits for news and takes them. The answer says what is wrong if something is.
  boost::asio::awaitable<Answer> step();

  /// The homeserver does not know any more where we stopped: from now on, and the channels are told that something may
  /// be missing.
  void begin_anew();

 private:
  using Events = std::vector<RoomEvent>;

  boost::asio::awaitable<Answer> take(Answer news);
  boost::asio::awaitable<Answer> take_room(std::string id, nlohmann::json room, std::shared_ptr<Pending> pending);
  boost::asio::awaitable<Answer> missed(std::string room, std::string from, Events& out);
  void take_left(const nlohmann::json& rooms, const std::shared_ptr<Pending>& pending);
  void tell_of_the_rest(const MatrixRoom& room) const;
  void take_invites(const nlohmann::json& rooms);

  boost::asio::any_io_executor loop_;
  const config::Matrix& settings_;
  Api& api_;
  Hearing& hearing_;
  Kept& kept_;
  std::string since_;                    ///< Where we stopped, perhaps in an earlier run; empty: this is the first.
  std::map<std::string, int> failures_;  ///< By room: how often in a row what was missed could not be asked for.
  bool first_;
};

}  // namespace gb::matrix
