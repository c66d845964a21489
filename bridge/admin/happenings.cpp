// The last things that happened, in a ring. Pure: no clock, no log.
#include "bridge/admin/happenings.hpp"

#include <algorithm>
#include <utility>

namespace gb::admin {

std::string_view to_string(Happening::Kind kind) {
  switch (kind) {
    case Happening::Kind::delivered:
      return "delivered";
    case Happening::Kind::unproven:
      return "unproven";
    case Happening::Kind::retried:
      return "retried";
    case Happening::Kind::refused:
      return "refused";
    case Happening::Kind::skipped:
      return "skipped";
  }
  return "delivered";
}

void Happenings::add(Happening happening) {
  if (ring_.size() < most_) {
    ring_.push_back(std::move(happening));
  } else {
    ring_[next_] = std::move(happening);
    next_ = (next_ + 1) % most_;
  }
}

std::vector<Happening> Happenings::last(std::size_t count) const {
  std::vector<Happening> out;
  const std::size_t size = ring_.size();
  for (std::size_t n = 1; n <= std::min(count, size); ++n) out.push_back(ring_[(next_ + size - n) % size]);
  return out;
}

void Happenings::collect(Seq entry, std::vector<Happening>& out) const {
  for (std::size_t n = 0; n < ring_.size(); ++n) {
    const Happening& one = ring_[(next_ + n) % ring_.size()];
    if (one.entry == entry) out.push_back(one);
  }
}

}  // namespace gb::admin
