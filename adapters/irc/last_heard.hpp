#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "bridge/base/time.hpp"

namespace gb::irc {

/// When a channel was last heard, by the server's clock, and under which nick we were there; kept from one run to the
/// next, behind by some seconds. What is fetched twice for that is known by its msgid.
class LastHeard {
 public:
  static constexpr std::chrono::seconds keep_every{5};

  using Keep = std::function<void(std::string value)>;

  /// `kept`: what `keep` was given last; empty: nothing. `keep` may be empty.
  LastHeard(const std::string& kept, Keep keep);

  /// Nothing: the channel has never been heard.
  const std::optional<Time>& time() const { return time_; }
  const std::string& nick() const { return nick_; }

  /// Something of then is durable.
  void advance(Time time, Tick now);
  void set_nick(std::string nick) { nick_ = std::move(nick); }

  /// Keeps what has not been kept yet.
  void flush(Tick now);

 private:
  std::optional<Time> time_;
  std::string nick_;
  Keep keep_;
  Tick kept_at_{};
  bool changed_ = false;
};

}  // namespace gb::irc
