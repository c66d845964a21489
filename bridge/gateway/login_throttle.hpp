#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bridge/base/time.hpp"

namespace gb::gateway {

/// What failed logins are counted by: the address itself, for IPv6 its /64 network, because whoever has one address of
/// it has all of them. IPv4 addresses written as IPv6 count as IPv4. What is no address is taken as it is.
std::string throttle_key(std::string_view address);

/// Counts failed logins per address in windows of a minute that begin with the first failure.
/// Asked before a password is verified and again when the verdict is there: so a thousand guesses at once learn no more
/// than a thousand in a row.
class LoginThrottle {
 public:
  static constexpr std::chrono::seconds window{60};

  /// Addresses remembered; when there are more, the one whose window is oldest is forgotten.
  static constexpr std::size_t most_addresses = 65'536;

  /// `per_minute` 0: no limit, and nothing is remembered.
  explicit LoginThrottle(std::uint32_t per_minute) : per_minute_(per_minute) {}

  /// How long this address has to wait, at least one second; nothing if it may try.
  std::optional<std::chrono::seconds> wait(const std::string& key, Tick now) const;

  void failed(const std::string& key, Tick now);

  std::size_t size() const { return failures_.size(); }

 private:
  struct Failures {
    Tick since;
    std::uint32_t count = 0;
  };

  void forget_old(Tick now);

  std::uint32_t per_minute_;
  std::unordered_map<std::string, Failures> failures_;
  std::deque<std::string> by_age_;  ///< The keys of failures_, in the order in which their windows began.
};

}  // namespace gb::gateway
