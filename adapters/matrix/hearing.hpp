#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/matrix/ghosts.hpp"
#include "adapters/matrix/matrix_room.hpp"
#include "adapters/matrix/pending.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "bridge/base/once_per.hpp"

namespace gb::matrix {

/// What a network has done since the start of the process.
struct NetworkCounters {
  std::uint64_t heard = 0;      ///< Messages given to channels.
  std::uint64_t ignored = 0;    ///< Messages of those on an `ignore` list.
  std::uint64_t encrypted = 0;  ///< Messages that nobody here can read.
};

/// What events mean: facts for our channels, or changes of the rooms. Never hears our own users. Makes no request.
class Hearing {
 public:
  using Rooms = std::vector<std::unique_ptr<MatrixRoom>>;

  /// Who wants to know of the bot's own ways.
  struct Listeners {
    std::function<void(const std::string& room)> invited;
    std::function<void(MatrixRoom& room)> arrived;  ///< What is told from here on was said while the bot was there.
    std::function<void(MatrixRoom& room)> left;     ///< What is said from here on is not.
    std::function<void(const core::OutsidePerson& who, const std::string& avatar)> spoke;
  };

  /// All must outlive this.
  Hearing(Ghosts& ghosts, const Rooms& rooms, NetworkCounters& counters, Listeners listeners);

  const Rooms& rooms() const { return rooms_; }

  /// Null: not one of ours.
  MatrixRoom* find(std::string_view room_id) const;

  /// `pending` is told what has to be on disk before the event may be forgotten.
  void take(const RoomEvent& event, const std::shared_ptr<Pending>& pending);
  void take(const Typing& typing);

  /// What comes from that room after this was said while the bot was there.
  void arrived(MatrixRoom& room) { listeners_.arrived(room); }

  /// The bot is invited to a room.
  void invited(const std::string& room) { listeners_.invited(room); }

  /// A state event of before what is heard: only names matter.
  void recall(const RoomEvent& event);

 private:
  void said(MatrixRoom& room, const RoomEvent& event, const Said& said, const std::shared_ptr<Pending>& pending);
  void redacted(MatrixRoom& room, const RoomEvent& event, const std::string& target,
                const std::shared_ptr<Pending>& pending);
  void member(MatrixRoom* room, const RoomEvent& event, const Member& member);
  void bot_moved(MatrixRoom* room, const RoomEvent& event, const Member& member);
  void moved(MatrixRoom& room, const Tombstone& tombstone);
  void unreadable(MatrixRoom& room);
  bool is_old(MatrixRoom& room);
  bool is_heard(const MatrixRoom& room, const RoomEvent& event);
  static bool is_ignored(const MatrixRoom& room, const std::string& sender);

  Ghosts& ghosts_;
  const Rooms& rooms_;
  NetworkCounters& counters_;
  Listeners listeners_;
  OncePer encrypted_{std::chrono::minutes(10), 256};
};

}  // namespace gb::matrix
