#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/admin/happenings.hpp"
#include "bridge/admin/rate.hpp"
#include "bridge/admin/status.hpp"
#include "bridge/core/witness.hpp"

namespace gb::app {

/// Sees every entry come and go: counts, measures how long each took, remembers the last ones, and tells the story of
/// each in the log at debug level. Lives on the event loop. One message costs it some additions and no memory.
class Watch final : public core::Witness {
 public:
  Watch();

  /// What a room is called: "irc.libera/#community". Before anything is heard of it.
  void know(RoomId room, const std::string& name);

  // core::Witness
  void appended(const core::Entry& entry, const std::vector<std::string>& remote_ids) override;
  void shown(const core::Entry& entry) override;
  void delivered(RoomId room, const core::Entry& entry, const std::vector<std::string>& remote_ids,
                 bool proven) override;
  void refused(RoomId room, const core::Entry& entry, const std::string& reason) override;
  void retried(RoomId room, const core::Entry& entry, const std::string& reason) override;
  void skipped(RoomId room, Seq upto, std::size_t count) override;

  std::uint64_t all_appended() const { return appended_; }
  admin::Traffic heard_in(RoomId room);
  admin::Traffic delivered_to(RoomId room);
  std::vector<admin::Latency> latencies() const;

  std::vector<admin::Happening> recent() const;
  std::vector<admin::Happening> troubles() const;
  std::vector<admin::Happening> story(Seq entry) const;

 private:
  enum class Side : std::uint8_t { native, irc, matrix, origin, bridge };
  static constexpr std::array<std::string_view, 5> sides{"native", "irc", "matrix", "origin", "bridge"};

  struct Counted {
    std::uint64_t all = 0;
    admin::RecentRate rate;
  };

  struct Room {
    std::string name;
    Side side = Side::bridge;
    Counted in;
    Counted out;
  };

  Room& room(RoomId id);
  std::string name_of(RoomId id) const;
  Side side_of(const core::Entry& entry);
  std::vector<admin::Happening> named(std::vector<admin::Happening> happenings) const;
  static admin::Traffic traffic(Counted& counted);

  std::unordered_map<RoomId, Room> rooms_;
  std::array<std::array<Distribution, sides.size()>, sides.size()> latencies_;  ///< From, to.
  admin::Happenings deliveries_;
  admin::Happenings troubles_;
  std::uint64_t appended_ = 0;
};

}  // namespace gb::app
