// Bookkeeping of people; no socket, no clock and no message text may live here.
#include "adapters/irc/roster.hpp"

#include <algorithm>
#include <utility>

#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::irc {

Roster::Roster(std::string network, std::vector<Place> places, const Isupport& isupport)
    : network_(std::move(network)), places_(std::move(places)), isupport_(isupport) {}

core::OutsidePerson Roster::outside(const std::string& folded_nick, const Person& person) const {
  std::string key = person.account.empty() ? "nick:" + folded_nick : "account:" + person.account;
  return {network_, text::to_utf8(key), text::clean_name(person.name, "somebody")};
}

core::OutsidePerson Roster::person(std::string_view nick) const {
  const std::string key = folded(nick);
  const auto found = people_.find(key);
  return outside(key, found == people_.end() ? Person{std::string(nick), {}, {}} : found->second);
}

void Roster::show(const std::string& folded_nick, const Person& person) {
  for (const std::uint32_t place : person.places)
    places_[place].presence->join(places_[place].room, outside(folded_nick, person));
}

void Roster::hide(const std::string& folded_nick, const Person& person) {
  const std::string key = outside(folded_nick, person).key;
  for (const std::uint32_t place : person.places) places_[place].presence->leave(places_[place].room, key);
}

void Roster::set_account(std::string_view nick, std::string_view account) {
  if (account == "*") account = {};
  const std::string key = folded(nick);
  auto found = people_.find(key);
  if (found == people_.end()) {
    if (account.empty() || people_.size() >= most_people) return;
    found = people_.emplace(key, Person{std::string(nick), {}, {}}).first;
  }
  Person& person = found->second;
  if (person.account == account) return;
  hide(key, person);
  person.account = account;
  show(key, person);
}

bool Roster::enter(std::size_t place, std::string_view nick) {
  const std::string key = folded(nick);
  if (people_.size() >= most_people && !people_.contains(key)) return false;
  Person& person = people_[key];
  person.name = nick;
  const auto number = static_cast<std::uint32_t>(place);
  if (std::ranges::find(person.places, number) == person.places.end()) person.places.push_back(number);
  return true;
}

void Roster::collect(std::size_t place, std::string_view nick) {
  enter(place, nick);
}

void Roster::collected(std::size_t place) {
  std::vector<core::OutsidePerson> all;
  for (const auto& [key, person] : people_)
    if (std::ranges::find(person.places, static_cast<std::uint32_t>(place)) != person.places.end())
      all.push_back(outside(key, person));
  places_[place].presence->set(places_[place].room, std::move(all));
}

void Roster::join(std::size_t place, std::string_view nick) {
  if (enter(place, nick)) places_[place].presence->join(places_[place].room, person(nick));
}

void Roster::leave(std::size_t place, std::string_view nick) {
  const auto found = people_.find(folded(nick));
  if (found == people_.end()) return;
  Person& person = found->second;
  if (std::erase(person.places, static_cast<std::uint32_t>(place)) > 0)
    places_[place].presence->leave(places_[place].room, outside(found->first, person).key);
  if (person.places.empty()) people_.erase(found);
}

void Roster::quit(std::string_view nick) {
  const auto found = people_.find(folded(nick));
  if (found == people_.end()) return;
  hide(found->first, found->second);
  people_.erase(found);
}

void Roster::rename(std::string_view from, std::string_view to) {
  auto node = people_.extract(folded(from));
  if (node.empty()) return;
  hide(node.key(), node.mapped());
  node.key() = folded(to);
  node.mapped().name = to;
  people_.erase(node.key());
  const auto placed = people_.insert(std::move(node));
  show(placed.position->first, placed.position->second);
}

void Roster::clear(std::size_t place) {
  const auto number = static_cast<std::uint32_t>(place);
  for (auto& [key, person] : people_) std::erase(person.places, number);
  std::erase_if(people_, [](const auto& one) { return one.second.places.empty(); });
  places_[place].presence->clear(places_[place].room);
}

}  // namespace gb::irc
