#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/channel_log.hpp"
#include "bridge/core/copy_guard.hpp"
#include "bridge/core/event.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/loop_guard.hpp"
#include "bridge/core/presence.hpp"
#include "bridge/core/signal.hpp"

namespace gb::core {

struct ChannelInfo {
  ChannelId id;
  GuildId guild;
  std::string name;
  std::string description;
  Time created;
};

/// What a native sends.
struct Draft {
  Message message;
  std::string nonce;  ///< Empty: none.
};

/// What somebody said in a room.
struct Incoming {
  OutsidePerson author;
  Message message;
  Time said;                            ///< The network's own time where it gives one, else now.
  std::vector<std::string> remote_ids;  ///< Empty where the network has no message ids.
  std::string answers{};                ///< The remote id of the message that it answers; empty: none.
  std::string edits{};                  ///< The remote id of the message whose new words these are; empty: none.
  bool only_once = false;               ///< The network does not tell it again: it waits for a disk that fails.
};

/// Somebody in a room took back what that room calls `target`.
struct Retraction {
  OutsidePerson by;
  std::string target;
  Time when;
  std::vector<std::string> remote_ids;  ///< What the room calls the taking back itself, if anything.
  bool only_once = false;               ///< As above.
};

/// One channel of ours: its log, who is in its rooms, and its signals. The one way in for everybody who speaks.
/// Lives on the event loop; no call blocks.
class Channel {
 public:
  Channel(ChannelInfo info, Ledger& ledger, Seq head);

  const ChannelInfo& info() const { return info_; }

  /// The config says something else about it now.
  void describe(std::string name, std::string description);

  ChannelLog& log() { return log_; }
  Presence& presence() { return presence_; }

  /// A native speaks. `done` is called once the message is durable (or why it is not).
  void post(UserPtr author, SessionId session, Draft draft, Time now, Done<Appended> done);

  /// Somebody in a linked room speaks. A remote id that is known already makes it a repeat, which changes nothing; so
  /// does somebody who is caught in a loop with another bridge (LoopGuard), or is one that repeats others (CopyGuard);
  /// natives and his room are told once. Edits are not judged: new words for what was said before are no round of a
  /// loop.
  void receive(RoomId room, Incoming incoming, Done<Appended> done);

  /// Messages of this room that were left out because of loops, since the start.
  std::uint64_t left_out(RoomId room) const;

  /// Somebody in a linked room took a message back; unknown targets are ignored. `done` is called when that is durable.
  void retract(RoomId room, Retraction retraction, Done<Appended> done);

  /// A line by the bridge itself for one target: `room`, or the channel's natives if empty.
  void note(std::string text, std::optional<RoomId> room, Time now);

  /// Somebody started typing. Goes to all listeners at once; natives directly, people from outside once the ledger
  /// has told their id. Dropped without a trace when anything is in the way.
  void typing(UserPtr who, SessionId session);
  void typing(OutsidePerson who, RoomId room);

  /// Whoever runs the bridge wants nothing from that room: what is said and typed there is dropped. What people take
  /// back there still goes everywhere.
  void mute(RoomId room, bool muted);
  bool is_muted(RoomId room) const { return muted_.contains(room); }

  /// Listeners are not owned and must be removed before they go.
  void add_listener(SignalListener& listener);
  void remove_listener(SignalListener& listener);

 private:
  void emit(const Signal& signal);
  bool is_in_a_loop(RoomId room, const Incoming& incoming);
  void tell_of_loop(RoomId room, const Incoming& incoming);
  void remove_edits(const Entry& removal);

  ChannelInfo info_;
  Ledger& ledger_;
  ChannelLog log_;
  Presence presence_;
  LoopGuard loop_guard_;
  CopyGuard copy_guard_;
  std::unordered_map<RoomId, std::uint64_t> left_out_;
  std::vector<SignalListener*> listeners_;
  std::unordered_set<RoomId> muted_;
};

}  // namespace gb::core
