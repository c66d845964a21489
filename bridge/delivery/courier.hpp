#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/core/channel.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/witness.hpp"
#include "bridge/delivery/backlog.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"

namespace gb::delivery {

/// Carries one channel's log into one room. Lives on the event loop.
///
/// Guarantees:
///  1. Entries reach the room in the order of the log, one `deliver` at a time.
///  2. The cursor moves only when the room has confirmed or refused an entry, never because it was sent.
///  3. At most `Room::window()` entries are sent while their cursor is not on disk: what a crash may repeat. While the
///     disk fails, no more are sent than that; the cursor is tried again.
///  4. A refused entry is passed, counted, logged, and the author's side is told once; it does not block the room.
///  5. An entry that the connection was lost over again and again is first sent alone, then refused.
///  6. A room that was away is caught up within its limits; what is skipped is announced in one line.
///  7. An exception out of `Room::deliver` is an answer like any other: the entry is tried again as one that perhaps
///     cannot be taken, and all of its window alone.
///  8. Any other exception is a bug: it is logged, `state` says so, and the courier begins again after a pause.
///  9. While it is muted nothing is carried; afterwards the room is caught up like one that was away.
class Courier : public core::Reader, public std::enable_shared_from_this<Courier> {
 public:
  struct Counters {
    std::uint64_t delivered = 0;
    std::uint64_t unproven = 0;  ///< Of those, sent and not refused, but not named by any confirmation.
    std::uint64_t refused = 0;
    std::uint64_t retried = 0;
    std::uint64_t skipped = 0;
  };

  /// Everything referred to must outlive the courier.
  Courier(const boost::asio::any_io_executor& loop, Link link, Room& room, core::Ledger& ledger, Seq cursor,
          CatchUp limits);
  ~Courier() override;

  void start();

  /// Ends after the delivery under way; nothing is settled that the room has not confirmed.
  void stop();
  bool stopped() const { return finished_; }

  /// Lets go of the room and the log, which may then end before a courier that is still under way.
  void detach();

  void wake() noexcept override;

  /// Nothing up to `upto` is kept any more, and so many messages of it the room had not had: it is told in one line,
  /// with what else it has missed, when it is there.
  void missed(Seq upto, std::size_t messages);

  /// Of the room; or that the courier itself is out of order.
  RoomState state() const;

  /// Who is told what becomes of each entry; must outlive the courier. Null: nobody.
  void tell(core::Witness* witness) { witness_ = witness; }

  // What whoever runs the bridge may ask for (orders.cpp).

  void mute(bool muted);
  bool muted() const { return muted_; }

  /// What waits now is left out, after the delivery under way, with the usual line that says so. Removals among it are
  /// carried all the same, as soon as the room is there.
  void skip_backlog();

  Seq cursor() const { return position_; }
  const Counters& counters() const { return counters_; }
  const Link& link() const { return link_; }
  Room& room() { return room_; }

 private:
  /// A settlement on its way to the disk.
  struct Unsaved {
    std::size_t count;
    std::vector<core::SettledEntry> entries;
    std::vector<core::PassedOver> passed;
    std::size_t told_missed;
  };

  boost::asio::awaitable<void> keep_running();
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> sleep();
  boost::asio::awaitable<bool> carry_some();
  boost::asio::awaitable<bool> look_through(Backlog& backlog);
  boost::asio::awaitable<void> catch_up();
  boost::asio::awaitable<std::vector<Receipt>> deliver(std::vector<core::EntryPtr> window);
  boost::asio::awaitable<void> rest(std::chrono::milliseconds time);
  boost::asio::awaitable<std::vector<core::EntryPtr>> entries_after(Seq position, std::size_t limit);
  void skip(const Backlog& backlog, std::string_view why);
  boost::asio::awaitable<void> skip_as_asked();
  boost::asio::awaitable<bool> carry_owed_removals();
  boost::asio::awaitable<bool> carry_removals(const std::vector<core::EntryPtr>& removals);
  std::chrono::milliseconds take(const std::vector<core::EntryPtr>& window, const std::vector<Receipt>& receipts);
  bool is_settled(const core::Entry& entry, const Receipt& receipt);
  void tell_of_retry(const core::Entry& entry, const Retry& retry);
  void settle(Seq upto, std::vector<core::SettledEntry> entries, std::size_t count, std::size_t told_missed = 0);
  void settled(Unsaved unsaved, const result<void>& saved);
  void save_again_later();
  void pass_over(Seq first, Seq last, const std::string& reason);
  void count_delivered(const core::Entry& entry, const Delivered& delivered);
  void refuse(const core::Entry& entry, const std::string& reason);
  bool is_poison(const core::Entry& entry, const Retry& retry);

  boost::asio::any_io_executor loop_;
  Link link_;
  Room& room_;
  core::Ledger& ledger_;
  CatchUp limits_;
  Seq position_;                            ///< Everything up to here is done with.
  Seq removed_to_;                          ///< Removals that were carried ahead of a backlog, up to here.
  Seq suspect_;                             ///< The entry that perhaps cannot be taken,
  std::size_t losses_ = 0;                  ///< and how often in a row it was not.
  Seq alone_to_;                            ///< Up to here entries go one by one: one of them broke a delivery.
  std::size_t unsaved_ = 0;                 ///< Entries delivered whose cursor is not on disk yet.
  std::vector<core::SettledEntry> unkept_;  ///< Remote ids that could not be saved, for the next settlement,
  std::size_t owed_ = 0;                    ///< and of how many entries.
  std::vector<core::PassedOver> passed_;    ///< What was not delivered and why, for the next settlement.
  std::size_t told_missed_ = 0;             ///< Said, and not yet on disk that it is.
  bool saving_again_ = false;
  bool cannot_save_ = false;                   ///< And it is said.
  std::vector<core::EntryPtr> late_removals_;  ///< Out of a backlog that was left out while the room was away.
  bool muted_ = false;
  bool skip_asked_ = false;
  core::Witness* witness_ = nullptr;
  std::size_t missed_ = 0;  ///< Messages that are no longer kept and that it was not told of.
  bool was_away_ = true;    ///< The catch-up limits apply to what waits.
  std::string failure_;     ///< What ended `run`, until it does something well again; mostly empty.
  Time failed_since_;
  bool woken_ = false;
  bool stopping_ = false;
  bool finished_ = false;
  bool detached_ = false;
  Counters counters_;
  boost::asio::steady_timer alarm_;
  boost::asio::steady_timer again_;
};

}  // namespace gb::delivery
