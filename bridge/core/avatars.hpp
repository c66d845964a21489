#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

#include "bridge/base/ids.hpp"
#include "bridge/core/event.hpp"

namespace gb::core {

/// Pictures of people: learnt on the network where they live, shown on those where somebody stands for them. Learnt
/// again after a restart. Lives on the event loop.
class Avatars {
 public:
  /// Of more people none is kept.
  static constexpr std::size_t most = 10'000;

  void set(UserId who, FileRef picture) {
    if (pictures_.size() < most || pictures_.contains(who)) pictures_[who] = std::move(picture);
  }

  /// Null: none is known.
  const FileRef* find(UserId who) const {
    const auto known = pictures_.find(who);
    return known == pictures_.end() ? nullptr : &known->second;
  }

 private:
  std::unordered_map<UserId, FileRef> pictures_;
};

}  // namespace gb::core
