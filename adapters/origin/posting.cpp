#include "adapters/origin/posting.hpp"

#include <utility>
#include <variant>

namespace gb::origin {
namespace {

using delivery::Delivered;
using delivery::Receipt;
using delivery::Retry;

constexpr std::chrono::minutes clock_difference{1};
constexpr std::chrono::seconds after_a_refusal{2};

}  // namespace

void Posting::found(Own own) {
  if (!unclaimed_) unclaimed_ = std::move(own);
}

std::optional<Receipt> Posting::known(const core::Entry& entry, Tick now) {
  if (auto claimed = claim(entry)) return claimed;
  // The server may still be at it, though its history does not have it: then it comes in a moment.
  const auto since = std::chrono::floor<std::chrono::milliseconds>(now - entered_);
  if (sent_ != entry.seq || since >= late_) return std::nullopt;
  return Retry{late_ - since, "what was posted before may still come", false, true};
}

// A message of ours that nothing is known of is what was posted last before the connection was lost, or the process
// ended; unless the entry is younger than it.
std::optional<Receipt> Posting::claim(const core::Entry& entry) {
  const auto found = std::exchange(unclaimed_, std::nullopt);
  const bool of_this = sent_ == entry.seq;
  const bool of_an_earlier_run = !sent_ && !settled_any_ && entry.seq <= head_at_start_;
  if (!found || (!of_this && !of_an_earlier_run)) return std::nullopt;
  if (found->created && entry.created > *found->created + clock_difference) return std::nullopt;
  return Delivered{{found->remote}};
}

void Posting::posted(Seq entry) {
  under_way_ = true;
  sent_ = entry;
  ++tries_;
}

std::optional<Receipt> Posting::came_back(Own own) {
  if (under_way_) return Delivered{{std::move(own.remote)}};
  // One that was given up has come after all.
  if (sent_) found(std::move(own));
  return std::nullopt;
}

std::optional<Receipt> Posting::acknowledged(std::optional<std::uint64_t> ack, const guild::Acknowledged& answer) {
  acknowledges_ = true;
  if (answer.ok || !under_way_ || ack != last_ack_) return std::nullopt;
  return Retry{after_a_refusal, answer.error.empty() ? "refused" : answer.error, true};
}

void Posting::settle(const Receipt& receipt) {
  if (std::holds_alternative<Retry>(receipt)) return;
  settled_any_ = true;
  sent_.reset();
  tries_ = 0;
}

}  // namespace gb::origin
