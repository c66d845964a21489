#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "adapters/matrix/claims.hpp"
#include "adapters/matrix/ghosts.hpp"
#include "adapters/matrix/kept.hpp"
#include "adapters/matrix/matrix_room.hpp"

namespace gb::matrix {

/// The way into rooms: from what the config calls one to being joined, with everyone in it known.
class Entering {
 public:
  struct Outcome {
    bool joined = false;
    bool refused = false;       ///< Trying again soon will not help: not invited, banned, encrypted, no such room.
    bool unauthorized = false;  ///< It does not accept our token any more.
    bool unreachable = false;   ///< The homeserver does not answer.
    std::string reason;         ///< Why not.
    std::chrono::milliseconds wait{0};  ///< What the server asks us to wait.
  };

  /// All must outlive this.
  Entering(Api& api, Ghosts& ghosts, Claims& claims, Kept& kept);

  /// The id that the room of that name had last, so that what comes from there is known before anybody has entered.
  std::string last_id(const std::string& place) const;

  /// We are in the room for good: what is said there from now on is to be heard, also after a restart.
  void arrived(MatrixRoom& room);

  /// We were thrown out of the room, or left it: what is said until we are back is not for us.
  void left(MatrixRoom& room);

  /// One attempt. Sets the room's id and its people.
  boost::asio::awaitable<Outcome> enter(MatrixRoom& room);

 private:
  boost::asio::awaitable<Answer> find(MatrixRoom& room);
  boost::asio::awaitable<Answer> follow_upgrades(MatrixRoom& room);
  boost::asio::awaitable<Answer> join(MatrixRoom& room, std::vector<std::string> via);
  boost::asio::awaitable<Outcome> look_inside(MatrixRoom& room);
  boost::asio::awaitable<void> tell_encrypted(MatrixRoom& room);
  void learn_people(MatrixRoom& room, const Answer& members);
  void remember(MatrixRoom& room, std::string id);
  void forget_id(MatrixRoom& room);
  Answer claimed(MatrixRoom& room);

  Api& api_;
  Ghosts& ghosts_;
  Claims& claims_;
  Kept& kept_;
};

}  // namespace gb::matrix
