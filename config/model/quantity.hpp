#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace gb::config {

using Duration = std::chrono::milliseconds;  ///< In the file: a string with a unit, "25 s".
using Bytes = std::uint64_t;                 ///< In the file: a string with a unit, "3 MiB".

/// How much may be sent: a bucket of `burst` things, refilled at `per_second`.
struct Rate {
  double burst = 0;
  double per_second = 0;  ///< 0: no limit.

  friend bool operator==(const Rate&, const Rate&) = default;
};

/// A secret, however it was given: inline, by `*_file` or by `*_env`. Never shown: it has no output operator, and only
/// the code that sends it asks for the value.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  bool empty() const { return value_.empty(); }
  const std::string& reveal() const { return value_; }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

}  // namespace gb::config
