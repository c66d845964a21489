#include "adapters/origin/progress.hpp"

namespace gb::origin {

Progress::Ticket Progress::begin(const Seen& seen) {
  heard_ = seen;
  steps_.push_back({seen, false});
  ++under_way_;
  return first_ + steps_.size() - 1;
}

void Progress::done(Ticket ticket, bool kept) {
  --under_way_;
  steps_.at(ticket - first_).kept = kept;
  while (!steps_.empty() && steps_.front().kept) {
    durable_ = steps_.front().seen;
    steps_.pop_front();
    ++first_;
  }
}

void Progress::restart() {
  first_ += steps_.size();
  steps_.clear();
  heard_ = durable_;
}

}  // namespace gb::origin
