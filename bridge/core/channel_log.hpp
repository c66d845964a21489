#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/core/ledger.hpp"

namespace gb::core {

/// Somebody who follows a log: a courier, or the gateway for its sessions.
class Reader {
 public:
  virtual ~Reader() = default;

  /// There is something after the position this reader has. Only a nudge: must not block, must not call back into
  /// the log, and may come more often than there is news.
  virtual void wake() noexcept = 0;
};

/// The ordered entries of one channel. Facts go in through `append`; everybody reads from here and only from here.
/// Owned by its Channel; lives on the event loop.
class ChannelLog {
 public:
  /// Bounds of what is kept in memory for live readers; older entries come from the ledger.
  static constexpr std::size_t tail_entries = 512;

  /// `ledger` must outlive the log and every append under way.
  ChannelLog(ChannelId channel, Ledger& ledger, Seq head);

  ChannelLog(const ChannelLog&) = delete;
  ChannelLog& operator=(const ChannelLog&) = delete;

  ChannelId channel() const { return channel_; }

  /// The durable head: the newest entry that is on disk.
  Seq head() const { return head_; }

  /// Logs a fact. Nobody sees it before it is on disk; then the head moves, readers are woken and `done` is called,
  /// in this order. Appends of one channel complete in the order they were made.
  void append(Append fact, Done<Appended> done);

  /// Entries after `position`, oldest first, if all of them are in memory ("live"); else nothing, and the caller
  /// asks `read`. `limit` bounds the answer.
  std::optional<std::vector<EntryPtr>> live_after(Seq position, std::size_t limit) const;

  /// What waits for a room that stands at `position`: how much of it is in memory, and up to where the rest is not.
  struct Waiting {
    std::size_t in_memory = 0;
    Seq before;  ///< What lies after the position up to here has to be counted by the ledger.
  };
  Waiting waiting_for(RoomId room, Seq position) const;

  /// Any part of the log, from the ledger; answered later, on the loop.
  void read(ReadRange range, Done<std::vector<EntryPtr>> done) const;

  /// True if `entry` is an edit and a newer one of the same message is in memory: nobody needs to hear of this one.
  bool is_edited_again(const Entry& entry) const;

  /// The ledger has nothing up to here any more, so neither has the memory.
  void drop_upto(Seq seq);

  /// Readers are not owned and must be removed before they go.
  void add_reader(Reader& reader);
  void remove_reader(Reader& reader);

 private:
  void landed(const EntryPtr& entry);
  void forget(const Removal& removal);
  void change(Seq target, Event event, bool removed);

  ChannelId channel_;
  Ledger& ledger_;
  Seq head_;
  Seq tail_after_;  ///< Everything after this is in tail_.
  std::deque<EntryPtr> tail_;
  std::vector<Reader*> readers_;
};

}  // namespace gb::core
