#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "adapters/origin/wire/history.hpp"

namespace gb::origin {

/// How far a channel was heard, and how much of that is durable. What is heard becomes durable one after another; what
/// cannot be kept holds everything behind it back, so that the next history brings it again. Pure.
class Progress {
 public:
  using Ticket = std::uint64_t;

  explicit Progress(const std::optional<Seen>& durable) : durable_(durable), heard_(durable) {}

  /// The newest that was heard; nothing at the first contact.
  const std::optional<Seen>& heard() const { return heard_; }

  /// All up to here is on the disk, or needs not be.
  const std::optional<Seen>& durable() const { return durable_; }

  /// Something was heard; it is under way until `done`.
  Ticket begin(const Seen& seen);
  void done(Ticket ticket, bool kept);

  std::size_t under_way() const { return under_way_; }

  /// Call when nothing is under way: what was not kept counts as never heard.
  void restart();

 private:
  struct Step {
    Seen seen;
    bool kept = false;
  };

  std::optional<Seen> durable_;
  std::optional<Seen> heard_;
  std::deque<Step> steps_;  ///< Not durable yet, or held back.
  Ticket first_ = 0;        ///< Of the first step.
  std::size_t under_way_ = 0;
};

}  // namespace gb::origin
