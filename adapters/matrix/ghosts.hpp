#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/kept.hpp"
#include "adapters/matrix/repository.hpp"
#include "bridge/core/avatars.hpp"
#include "bridge/core/person.hpp"

namespace gb::matrix {

/// The users that are ours: the bot, and in an application service one ghost for each person from elsewhere. Makes a
/// ghost ready on first need: registered, named, joined. Lives on the event loop.
class Ghosts {
 public:
  /// All must outlive this.
  Ghosts(Api& api, Repository& repository, const core::Avatars& avatars, const config::Matrix& settings, Kept& kept);

  /// The bot's whole user id.
  const std::string& bot() const { return bot_; }

  bool is_ours(std::string_view user_id) const;

  /// Whoever speaks for this person: the ghost, or in bot mode nobody (empty). The same for ever.
  std::string speaker(const core::User& author);

  /// True if that user is in the room, as far as we know.
  bool is_ready(const std::string& speaker, const std::string& room) const;

  /// Makes whoever speaks for this person ready to speak in a room; an answer that is not ok says what is in the way.
  boost::asio::awaitable<Answer> prepare(core::UserPtr author, std::string room);

  /// Shows a picture as that of a user of ours. That it cannot be is logged and no more.
  boost::asio::awaitable<void> show_face(std::string user, core::FileRef picture);

  // What is known of our users in rooms.
  void seen(const std::string& room, const std::string& user_id, const std::string& name);
  void gone(const std::string& room, const std::string& user_id);

 private:
  struct Ghost {
    bool registered = false;
    std::optional<std::string> name;  ///< As the homeserver has it, if known.
    std::string avatar;               ///< mxc, as the homeserver has it.
    std::string face;                 ///< The name of the file that was shown last.
    std::set<std::string> rooms;
    std::map<std::string, Tick> barred;  ///< Rooms that did not let it in, and when.
  };

  boost::asio::awaitable<Answer> make(std::string speaker, std::string name);
  boost::asio::awaitable<Answer> enter(std::string speaker, std::string room);
  std::string fresh_localpart(const core::User& author) const;

  Api& api_;
  Repository& repository_;
  const core::Avatars& avatars_;
  const config::Matrix& settings_;
  Kept& kept_;
  std::string server_;
  std::string bot_;
  std::string ghosts_;  ///< What every ghost's user id begins with; empty: there are none.
  std::unordered_map<UserId, std::string> localparts_;
  std::set<std::string> taken_;  ///< The localparts of localparts_.
  std::unordered_map<std::string, Ghost> known_;
};

}  // namespace gb::matrix
