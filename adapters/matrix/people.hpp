#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bridge/core/person.hpp"
#include "bridge/core/presence.hpp"

namespace gb::matrix {

/// The real people of one room and what they call themselves there; keeps the channel's presence up to date. Our own
/// users never come here. Bounded as the presence is: names beyond `most` are not kept.
class People {
 public:
  static constexpr std::size_t most = core::Presence::most_people;

  /// `presence` must outlive this.
  People(std::string network, RoomId room, core::Presence& presence)
      : network_(std::move(network)), room_(room), presence_(presence) {}

  using ById = std::unordered_map<std::string, std::string>;

  /// Everyone there, by user id; replaces whoever was known. `avatars` of those who have one, mxc.
  void set(ById names, ById avatars);

  void join(const std::string& user_id, const std::string& name, const std::string& avatar);
  void leave(const std::string& user_id);
  void clear() { set({}, {}); }

  /// Who this is to the rest of the house.
  core::OutsidePerson person(const std::string& user_id) const;

  const ById& names() const { return names_; }

  /// mxc; empty: none.
  std::string avatar(const std::string& user_id) const;

 private:
  std::string network_;
  RoomId room_;
  core::Presence& presence_;
  ById names_;
  ById avatars_;
};

}  // namespace gb::matrix
