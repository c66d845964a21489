#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// A fact on its way into the log.
struct Append {
  ChannelId channel;
  Source source;
  std::variant<UserPtr, OutsidePerson> author;  ///< An outside person gets his id in the same transaction.
  Time created;
  Event event;
  std::optional<NoteTarget> note;
  std::vector<std::string> remote_ids;  ///< What `source.room` calls it; an id that is known makes it a repeat.
  std::string refers_to;                ///< What `source.room` calls the entry that this one answers, edits or removes.
  std::string nonce;                    ///< Of a native post; the same author and nonce within 10 minutes is a repeat.
  bool only_once = false;               ///< Who says it cannot be asked again: it waits for a disk that fails.
  Tick heard{};                         ///< Filled in by the ledger: when it was asked for.
};

struct Appended {
  EntryPtr entry;
  /// Nothing was written: it was there before, and `entry` is the earlier one; or there is nothing to do (the removal
  /// of what is not known, the edit of what somebody else has said), and `entry` is null.
  bool known = false;
};

/// One entry as a room has it now.
struct SettledEntry {
  Seq seq;
  std::vector<std::string> remote_ids;  ///< In the order of the parts; may be empty.
};

/// Entries that a room's cursor has passed without their being delivered there, and why: kept for `guildbridge trace`.
struct PassedOver {
  Seq first;  ///< All from here,
  Seq last;   ///< up to and including this, that were for the room.
  Time when;
  std::string reason;
};

/// A courier's progress: its room is done with everything up to and including `upto`.
struct Settlement {
  RoomId room;
  Seq upto;
  std::vector<SettledEntry> entries;
  std::size_t told_missed = 0;  ///< Of the messages that the room missed for good, how many it is told of now.
  std::vector<PassedOver> passed{};
};

/// A stretch of one channel's log, as one room sees it.
struct Stretch {
  RoomId room;
  ChannelId channel;
  Seq after;  ///< Not this one,
  Seq upto;   ///< but this one.
};

/// Which entries of a channel to read; always answered oldest first.
struct ReadRange {
  enum class Take : std::uint8_t { oldest, newest };  ///< Which end of the range `limit` counts from.

  static constexpr std::size_t most = 1000;  ///< A larger `limit` is cut to this.

  ChannelId channel;
  Seq after;                  ///< Only entries after this one.
  std::optional<Seq> before;  ///< Only entries before this one.
  std::size_t limit = 50;
  Take take = Take::oldest;
};

/// The storage that the core asks for. Called on the event loop only; no call blocks; every completion arrives on
/// the loop, later.
///
/// Guarantees:
///  1. Appends and settlements are written in the order they were called, and complete in that order.
///  2. A completion without an error means: on disk, and there after a crash.
///  3. What is committed together completes together; a failed group fails every append and settlement in it.
///     While the disk fails, appends that are `only_once` wait in their own order, at most `most_held` of them, and
///     everything else fails at once; they come first when it works again.
///  4. Reads see everything that has completed.
///  5. What an append refers to is looked up in its own transaction: a message appended just before is found. A reply
///     or an edit whose target is unknown is kept without one.
class Ledger {
 public:
  static constexpr std::size_t most_held = 2000;

  virtual ~Ledger() = default;

  virtual void append(Append append, Done<Appended> done) = 0;

  /// Moves a room's cursor and keeps its remote ids, in one transaction. May wait a few milliseconds to join an append.
  virtual void settle(Settlement settlement, Done<void> done) = 0;

  virtual void read(ReadRange range, Done<std::vector<EntryPtr>> done) = 0;

  /// Gives each person the id it has or gets, in the order asked.
  virtual void resolve(std::vector<OutsidePerson> people, Done<std::vector<UserPtr>> done) = 0;

  /// The entry that a room's remote id came from or became; empty if unknown.
  virtual void find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done) = 0;

  /// What a room calls an entry, in the order of its parts; empty if the room never had it.
  virtual void remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done) = 0;

  /// How many entries of a stretch are for its room; of a very long one, at least `most_counted`.
  static constexpr std::size_t most_counted = 100'000;
  virtual void count(Stretch stretch, Done<std::size_t> done) = 0;
};

}  // namespace gb::core
