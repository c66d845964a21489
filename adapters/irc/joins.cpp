// Decides about joining; no socket, no clock, no channel state of others may live here.
#include "adapters/irc/joins.hpp"

#include <algorithm>
#include <utility>

namespace gb::irc {
namespace {

constexpr int steady_factor = 12;  // A channel kept this many delays was a good one.

/// Collects channels into JOIN lines (RFC 2812, section 3.2.1): keys go to the first channels of a line, in order, so
/// those with keys must be added before those without.
class JoinLines {
 public:
  void add(const Joins::Wanted& wanted) {
    const std::size_t more = wanted.channel.size() + (wanted.key.empty() ? 0 : wanted.key.size() + 1) + 1;
    if (count_ == Joins::most_in_line || used() + more > Joins::most_line) finish();
    channels_ += (channels_.empty() ? "" : ",") + wanted.channel;
    if (!wanted.key.empty()) keys_ += (keys_.empty() ? "" : ",") + wanted.key;
    ++count_;
  }

  std::vector<Message> take() {
    finish();
    return std::move(lines_);
  }

 private:
  std::size_t used() const { return 6 + channels_.size() + keys_.size(); }

  void finish() {
    if (count_ == 0) return;
    Message join{{}, {}, "JOIN", {std::exchange(channels_, {})}};
    if (!keys_.empty()) join.params.push_back(std::exchange(keys_, {}));
    lines_.push_back(std::move(join));
    count_ = 0;
  }

  std::vector<Message> lines_;
  std::string channels_;
  std::string keys_;
  std::size_t count_ = 0;
};

}  // namespace

Joins::Joins(std::vector<Wanted> wanted, std::chrono::milliseconds delay) : delay_(delay) {
  for (Wanted& one : wanted) add(std::move(one), Tick::max());
}

void Joins::add(Wanted wanted, Tick now) {
  Place place;
  place.wanted = std::move(wanted);
  place.due = now;
  place.delay = delay_;
  places_.push_back(std::move(place));
}

void Joins::forget(std::size_t index) {
  places_[index].forgotten = true;
}

void Joins::registered(Tick when) {
  for (Place& place : places_) {
    place.joined = false;
    place.refused = false;
    place.asked = false;
    place.due = when;
    place.delay = delay_;
  }
}

void Joins::greeted(Tick now) {
  for (Place& place : places_)
    if (!place.asked) place.due = now;
}

std::vector<Message> Joins::due(Tick now) {
  JoinLines lines;
  for (const bool keyed : {true, false})
    for (Place& place : places_) {
      if (place.forgotten || place.joined || place.due > now || place.wanted.key.empty() == keyed) continue;
      lines.add(place.wanted);
      place.asked = true;
      place.due = now + std::max(delay_, place.delay);
    }
  return lines.take();
}

Tick Joins::next() const {
  Tick first = Tick::max();
  for (const Place& place : places_)
    if (!place.forgotten && !place.joined) first = std::min(first, place.due);
  return first;
}

void Joins::joined(std::size_t index, Tick now) {
  Place& place = places_[index];
  place.joined = true;
  place.refused = false;
  place.since = now;
}

void Joins::lost(std::size_t index, Tick now) {
  Place& place = places_[index];
  if (place.joined && now - place.since > delay_ * steady_factor) place.delay = delay_;
  place.refused = !place.joined;
  place.joined = false;
  place.due = now + place.delay;
  place.delay = std::min<std::chrono::milliseconds>(place.delay * 2, longest);
}

void Joins::logged_in(Tick now) {
  for (Place& place : places_)
    if (!place.joined && std::exchange(place.refused, false)) place.due = now;
}

}  // namespace gb::irc
