#include "bridge/app/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/base/time.hpp"

namespace gb::app {
namespace {

using admin::Happening;

constexpr const char* area = "story";
constexpr std::size_t remembered_deliveries = 2048;
constexpr std::size_t remembered_troubles = 512;
constexpr std::size_t shown_happenings = 100;

Tick tick_now() {
  return std::chrono::steady_clock::now();
}

// What waited on the disk is measured by the wall clock, as is what an earlier run took in.
std::chrono::nanoseconds age_of(const core::Entry& entry) {
  if (entry.heard != Tick{}) return tick_now() - entry.heard;
  return std::max<std::chrono::nanoseconds>(wall_now() - entry.created, std::chrono::nanoseconds(0));
}

Happening happening(Happening::Kind kind, RoomId room, Seq entry) {
  Happening made;
  made.when = wall_now();
  made.kind = kind;
  made.entry = entry;
  made.room = room;
  return made;
}

}  // namespace

Watch::Watch() : deliveries_(remembered_deliveries), troubles_(remembered_troubles) {}

void Watch::know(RoomId id, const std::string& name) {
  Room& known = rooms_[id];
  known.name = name;
  const auto kind = std::string_view(name).substr(0, name.find_first_of("./"));
  const auto found = std::ranges::find(sides, kind);
  known.side = found == sides.end() ? Side::bridge : static_cast<Side>(found - sides.begin());
}

Watch::Room& Watch::room(RoomId id) {
  return rooms_[id];
}

std::string Watch::name_of(RoomId id) const {
  const auto found = rooms_.find(id);
  return found == rooms_.end() || found->second.name.empty() ? fmt::format("room {}", id.value) : found->second.name;
}

Watch::Side Watch::side_of(const core::Entry& entry) {
  if (entry.source.kind == core::Source::Kind::room) return room(entry.source.room).side;
  return entry.author->id == house_user ? Side::bridge : Side::native;
}

void Watch::appended(const core::Entry& entry, const std::vector<std::string>& remote_ids) {
  ++appended_;
  const bool from_room = entry.source.kind == core::Source::Kind::room;
  if (from_room) {
    Counted& in = room(entry.source.room).in;
    ++in.all;
    in.rate.add(tick_now());
  }
  if (!log::enabled(log::Level::debug, area)) return;
  const std::string from = from_room ? name_of(entry.source.room) : std::string(sides.at(std::size_t(side_of(entry))));
  log::debug(area, "entry {} is received from {}, by {}{}{}, and appended to channel {}", entry.seq.value, from,
             entry.author->handle, remote_ids.empty() ? "" : ", as ", fmt::join(remote_ids, " "), entry.channel.value);
}

void Watch::shown(const core::Entry& entry) {
  latencies_.at(std::size_t(side_of(entry))).at(std::size_t(Side::native)).add(age_of(entry));
}

void Watch::delivered(RoomId id, const core::Entry& entry, const std::vector<std::string>& remote_ids, bool proven) {
  Room& to = room(id);
  ++to.out.all;
  to.out.rate.add(tick_now());
  const auto age = age_of(entry);
  latencies_.at(std::size_t(side_of(entry))).at(std::size_t(to.side)).add(age);
  Happening told = happening(proven ? Happening::Kind::delivered : Happening::Kind::unproven, id, entry.seq);
  told.took = std::chrono::duration_cast<std::chrono::milliseconds>(age).count();
  deliveries_.add(std::move(told));
  log::debug(area, "entry {} is delivered to {}{}{}{}", entry.seq.value, to.name, remote_ids.empty() ? "" : " as ",
             fmt::join(remote_ids, " "), proven ? "" : ", unproven");
}

void Watch::refused(RoomId id, const core::Entry& entry, const std::string& reason) {
  Happening told = happening(Happening::Kind::refused, id, entry.seq);
  told.reason = reason;
  troubles_.add(std::move(told));
}

void Watch::retried(RoomId id, const core::Entry& entry, const std::string& reason) {
  Happening told = happening(Happening::Kind::retried, id, entry.seq);
  told.reason = reason;
  troubles_.add(std::move(told));
}

void Watch::skipped(RoomId id, Seq upto, std::size_t count) {
  Happening told = happening(Happening::Kind::skipped, id, upto);
  told.took = static_cast<std::int64_t>(count);
  troubles_.add(std::move(told));
}

admin::Traffic Watch::traffic(Counted& counted) {
  return {counted.all, counted.rate.per_minute(tick_now())};
}

admin::Traffic Watch::heard_in(RoomId id) {
  return traffic(room(id).in);
}

admin::Traffic Watch::delivered_to(RoomId id) {
  return traffic(room(id).out);
}

std::vector<admin::Latency> Watch::latencies() const {
  std::vector<admin::Latency> out;
  for (std::size_t from = 0; from < sides.size(); ++from)
    for (std::size_t to = 0; to < sides.size(); ++to) {
      auto counted = latencies_.at(from).at(to).counted();
      if (std::ranges::any_of(counted.each, [](std::uint64_t count) { return count > 0; }))
        out.push_back({sides.at(from), sides.at(to), counted});
    }
  return out;
}

std::vector<Happening> Watch::named(std::vector<Happening> happenings) const {
  for (Happening& one : happenings) one.where = name_of(one.room);
  return happenings;
}

std::vector<Happening> Watch::recent() const {
  const auto deliveries = deliveries_.last(shown_happenings);
  const auto troubles = troubles_.last(shown_happenings);
  std::vector<Happening> all;
  std::ranges::merge(deliveries, troubles, std::back_inserter(all), std::ranges::greater{}, &Happening::when,
                     &Happening::when);
  all.resize(std::min(all.size(), shown_happenings));
  return named(std::move(all));
}

std::vector<Happening> Watch::troubles() const {
  return named(troubles_.last(shown_happenings));
}

std::vector<Happening> Watch::story(Seq entry) const {
  std::vector<Happening> all;
  deliveries_.collect(entry, all);
  troubles_.collect(entry, all);
  std::ranges::stable_sort(all, {}, &Happening::when);
  return named(std::move(all));
}

}  // namespace gb::app
