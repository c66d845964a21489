#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/core/channel.hpp"
#include "bridge/core/person.hpp"
#include "protocol/guild/foreign.hpp"

/// What the origin tells, as facts for a channel. Pure.
namespace gb::origin {

/// Who the ids of the origin are. Some servers tell only the id with a message. Bounded.
class People {
 public:
  static constexpr std::size_t most = 20'000;

  /// Learns what is told of him; an id alone changes nothing.
  core::OutsidePerson person(const guild::ForeignUser& user);

 private:
  std::map<std::int64_t, core::OutsidePerson> known_;
};

/// What names a message for ever: its id, how often the server has begun to count anew, and when it was said. Seconds,
/// because not all servers tell more each time. Empty without an id.
std::string remote_id(const guild::ForeignMessage& message, int epoch);

/// Without its files, which have to be fetched.
core::Incoming incoming(const guild::ForeignMessage& message, int epoch, core::OutsidePerson author, Time now);

}  // namespace gb::origin
