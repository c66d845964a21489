#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "bridge/base/time.hpp"

namespace gb {

/// Lets each key through once per `interval`. Pure: time is passed in. Bounded: while `most` keys are remembered, no
/// other passes, so that a crowd cannot make us noisier than one person could.
class OncePer {
 public:
  OncePer(std::chrono::milliseconds interval, std::size_t most) : interval_(interval), most_(most) {}

  bool pass(const std::string& key, Tick now) {
    std::erase_if(passed_, [&](const auto& one) { return now - one.second >= interval_; });
    return passed_.size() < most_ && passed_.emplace(key, now).second;
  }

 private:
  std::chrono::milliseconds interval_;
  std::size_t most_;
  std::map<std::string, Tick> passed_;
};

}  // namespace gb
