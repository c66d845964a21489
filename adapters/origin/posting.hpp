#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/delivery/room.hpp"
#include "protocol/guild/foreign.hpp"

namespace gb::origin {

/// A message of ours that the origin has shown.
struct Own {
  std::string remote;                  ///< What names it for ever.
  std::optional<guild::Date> created;  ///< By the origin's clock, where it says.
};

/// What was posted in one channel of the origin, what confirms it, and what becomes of an entry whose post was lost
/// from sight. One post at a time. Our own message coming back is the receipt: the first that comes while a post is
/// under way; after a lost connection or an earlier run, the one that no entry is known to have become. Never decided
/// by texts. Pure: what happens and the time are passed in.
class Posting {
 public:
  /// `head`: of the log at the start of the process; what came into the log later was posted by no earlier run.
  /// `late`: for so long after the channel was entered, a post that its history does not have may still come.
  Posting(Seq head, std::chrono::milliseconds late) : head_at_start_(head), late_(late) {}

  /// A history is about to be told: it knows more of our messages than was known before.
  void expect_history() { unclaimed_.reset(); }

  /// A history has a message of ours that no entry is known to have become. The oldest counts.
  void found(Own own);

  /// The channel can be posted to from now on.
  void entered(Tick now) { entered_ = now; }

  /// Asked before an entry is posted. Its receipt, where it was posted already; a planned Retry, where that may still
  /// turn out; else nothing: post it.
  std::optional<delivery::Receipt> known(const core::Entry& entry, Tick now);

  /// The entry was posted before, in vain: perhaps the server has forgotten the files that it was given,
  bool doubts_files() const { return tries_ >= tries_with_known_files; }
  /// or takes no files at all.
  bool gives_up_files() const { return tries_ >= tries_with_files; }

  /// The acknowledgement to ask for with the next post.
  std::uint64_t next_ack() { return ++last_ack_; }

  /// The post is on its way, with that acknowledgement.
  void posted(Seq entry);

  /// A message of ours was shown just now: the receipt of the post under way, if there is one.
  std::optional<delivery::Receipt> came_back(Own own);

  /// An acknowledgement: not every server sends them, and of those that do a good one is no receipt, since the message
  /// itself follows. Returns what a refusal makes of the post under way.
  std::optional<delivery::Receipt> acknowledged(std::optional<std::uint64_t> ack, const guild::Acknowledged& answer);

  /// Nobody waits for the post any more: it is confirmed, refused, or lost from sight.
  void over() { under_way_ = false; }

  /// What the courier was told of the entry.
  void settle(const delivery::Receipt& receipt);

  /// The server acknowledges as we would.
  bool acknowledges() const { return acknowledges_; }

 private:
  static constexpr int tries_with_known_files = 1;
  static constexpr int tries_with_files = 3;

  std::optional<delivery::Receipt> claim(const core::Entry& entry);

  Seq head_at_start_;
  std::chrono::milliseconds late_;
  Tick entered_{};
  std::uint64_t last_ack_ = 0;
  bool under_way_ = false;
  std::optional<Seq> sent_;       ///< The entry that was posted last, until it is settled.
  int tries_ = 0;                 ///< How often.
  bool settled_any_ = false;      ///< Of this run of the process.
  std::optional<Own> unclaimed_;  ///< No entry is known to have become it.
  bool acknowledges_ = false;
};

}  // namespace gb::origin
