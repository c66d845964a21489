// Who is in the rooms of a channel. Plain bookkeeping: nothing here is stored or sent.
#include "bridge/core/presence.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gb::core {

void Presence::set(RoomId room, std::vector<OutsidePerson> people) {
  RoomPeople& known = rooms_[room];
  known = {};
  for (OutsidePerson& person : people) join(room, std::move(person));
}

void Presence::join(RoomId room, OutsidePerson person) {
  RoomPeople& known = rooms_[room];
  const auto found = known.by_key.find(person.key);
  if (found != known.by_key.end())
    found->second = std::move(person);
  else if (known.by_key.size() < most_people)
    known.by_key.emplace(person.key, std::move(person));
  else
    ++known.beyond;
}

void Presence::leave(RoomId room, const std::string& key) {
  const auto known = rooms_.find(room);
  if (known == rooms_.end()) return;
  if (known->second.by_key.erase(key) == 0 && known->second.beyond > 0) --known->second.beyond;
}

void Presence::clear(RoomId room) {
  rooms_.erase(room);
}

std::vector<OutsidePerson> Presence::people() const {
  std::vector<OutsidePerson> all;
  for (const auto& [id, room] : rooms_)
    for (const auto& [key, person] : room.by_key) all.push_back(person);
  std::ranges::sort(all, [](const OutsidePerson& a, const OutsidePerson& b) {
    return std::tie(a.network, a.key) < std::tie(b.network, b.key);
  });
  // Not std::ranges::unique: clang 14, which builds the fuzz targets, cannot take its result from this libstdc++.
  const auto same = [](const OutsidePerson& a, const OutsidePerson& b) {
    return a.network == b.network && a.key == b.key;
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

std::size_t Presence::count(RoomId room) const {
  const auto known = rooms_.find(room);
  return known == rooms_.end() ? 0 : known->second.by_key.size() + known->second.beyond;
}

}  // namespace gb::core
