#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/irc/wire/isupport.hpp"
#include "bridge/core/person.hpp"
#include "bridge/core/presence.hpp"

namespace gb::irc {

/// Who is in which of our channels, and under which services account, as far as the server has told. Keeps the
/// presence of the channels up to date; says nothing to anybody. Bounded: nicks beyond `most_people` are not kept.
class Roster {
 public:
  static constexpr std::size_t most_people = 100'000;

  /// One of our channels, known by its index.
  struct Place {
    RoomId room;
    core::Presence* presence;
  };

  /// `isupport` says how nicks compare and must outlive the roster.
  Roster(std::string network, std::vector<Place> places, const Isupport& isupport);

  /// One more of our channels: its index is the next.
  void add(Place place) { places_.push_back(place); }

  /// Who this is to the rest of the house: by account where it is known, else by nick.
  core::OutsidePerson person(std::string_view nick) const;

  /// Somebody's services account; "*" or empty: none.
  void set_account(std::string_view nick, std::string_view account);

  /// NAMES: one of many, and the end, when everyone is shown at once.
  void collect(std::size_t place, std::string_view nick);
  void collected(std::size_t place);

  void join(std::size_t place, std::string_view nick);
  void leave(std::size_t place, std::string_view nick);
  void quit(std::string_view nick);
  void rename(std::string_view from, std::string_view to);

  /// We are not in that channel any more.
  void clear(std::size_t place);

  std::size_t size() const { return people_.size(); }

 private:
  struct Person {
    std::string name;
    std::string account;
    std::vector<std::uint32_t> places;
  };

  std::string folded(std::string_view nick) const { return fold(isupport_.casemap, nick); }
  core::OutsidePerson outside(const std::string& folded_nick, const Person& person) const;
  bool enter(std::size_t place, std::string_view nick);
  void show(const std::string& folded_nick, const Person& person);
  void hide(const std::string& folded_nick, const Person& person);

  std::string network_;
  std::vector<Place> places_;
  const Isupport& isupport_;
  std::unordered_map<std::string, Person> people_;  ///< By folded nick.
};

}  // namespace gb::irc
