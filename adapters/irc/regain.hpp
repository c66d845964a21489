#pragma once

#include <chrono>

#include "bridge/base/time.hpp"

namespace gb::irc {

/// How often to ask whether the nick that the config wants is free again. Pure: time is passed in.
class Regain {
 public:
  static constexpr std::chrono::seconds every{60};

  explicit Regain(Tick now) : due_(now + every) {}

  /// True once per interval.
  bool ask(Tick now) {
    if (now < due_) return false;
    due_ = now + every;
    return true;
  }

  Tick next() const { return due_; }

 private:
  Tick due_;
};

}  // namespace gb::irc
