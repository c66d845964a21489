#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "bridge/base/time.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/courier.hpp"

namespace gb::app {

/// How many entries wait for each room. What is in memory is counted at once; what lies before that is asked of the
/// ledger, at most once a second for a room, and is known a moment later. Never blocks. Lives on the event loop.
class Waiting {
 public:
  /// `ledger` must outlive this.
  explicit Waiting(core::Ledger& ledger) : ledger_(ledger) {}

  std::uint64_t count(const delivery::Courier& courier);

 private:
  struct Behind {
    std::uint64_t known = 0;
    Tick asked{};
    bool asking = false;
  };

  void ask(const std::shared_ptr<Behind>& behind, core::Stretch stretch);

  core::Ledger& ledger_;
  std::unordered_map<RoomId, std::shared_ptr<Behind>> behind_;
};

}  // namespace gb::app
