#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "bridge/base/time.hpp"
#include "bridge/gateway/token_bucket.hpp"

namespace gb::gateway {

/// Which of a connection's two rates a packet counts against.
enum class RateClass : std::uint8_t { packets, posts };

/// One rate of one connection, and how it is respected.
class Pace {
 public:
  /// As TokenBucket::take.
  std::optional<std::chrono::milliseconds> take(const Allowance& allowance, Tick now);

  /// Undoes the last `take` that was granted.
  void give_back() { bucket_.give_back(); }

  /// True once ten times the burst was refused in a row: whoever does not wait when told to is not worth an answer.
  bool abused(const Allowance& allowance) const;

 private:
  TokenBucket bucket_;
  std::uint32_t refused_in_a_row_ = 0;
};

}  // namespace gb::gateway
