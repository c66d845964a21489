#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/ghosts.hpp"
#include "adapters/matrix/people.hpp"
#include "adapters/matrix/repository.hpp"
#include "adapters/matrix/wire/content.hpp"
#include "bridge/core/house_names.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/room.hpp"

namespace gb::matrix {

/// Carries entries into one room, one at a time, so that each becomes its events once, whatever is lost on the way:
/// a repeated request has the same transaction id, and after an outcome that is not known (also of an earlier run) the
/// room's recent events are looked through for our mark first.
class Sending {
 public:
  /// All must outlive this. `house` is the same for all runs on one database, and no other's.
  Sending(Api& api, Ghosts& ghosts, Repository& repository, core::Ledger& ledger, const People& people, RoomId room,
          core::HouseNames house);

  /// What came of one try.
  struct Outcome {
    delivery::Receipt receipt;
    bool lost = false;  ///< The homeserver or the room cannot be reached; a Retry before it is back makes no sense.
  };

  boost::asio::awaitable<Outcome> carry(core::EntryPtr entry, std::string room);

  /// What happened to the last request is not known.
  void doubt() { in_doubt_ = true; }

 private:
  using Ids = std::vector<std::string>;

  boost::asio::awaitable<Outcome> say(core::EntryPtr entry, std::string room, Ids replaced);
  boost::asio::awaitable<Answer> put_words(const core::Entry& entry, std::string room, Outgoing whole, Ids replaced);
  boost::asio::awaitable<Answer> put_files(const core::Entry& entry, std::string room, Outgoing whole,
                                           std::vector<core::FileRef> files);
  boost::asio::awaitable<Outcome> take_back(core::EntryPtr entry, std::string room);
  boost::asio::awaitable<Answer> redact(std::string room, std::string event, std::string transaction);
  boost::asio::awaitable<Answer> put(const core::Entry& entry, std::string room, std::size_t part, std::string content);
  boost::asio::awaitable<Answer> look_back(const core::Entry& entry, std::string room);
  boost::asio::awaitable<result<Ids>> ids_of(Seq entry);
  Outgoing outgoing(const core::Entry& entry, const core::Message& message, const Ids& answered, bool in_place) const;
  boost::asio::awaitable<Outcome> verdict(Answer answer);
  void begin(const core::Entry& entry);

  Api& api_;
  Ghosts& ghosts_;
  Repository& repository_;
  core::Ledger& ledger_;
  const People& people_;
  RoomId room_;
  core::HouseNames house_;
  bool in_doubt_ = true;

  // Of the entry under way.
  Seq seq_;
  std::map<std::size_t, std::string> sent_;  ///< Event ids, by part.
  int tries_ = 0;
};

}  // namespace gb::matrix
