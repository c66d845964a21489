#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "bridge/base/ids.hpp"

namespace gb::files {

/// What people have sent that still waits to be looked at: nobody has more than his share of the places, and all of it
/// together no more than so many bytes. Pure.
class Shares {
 public:
  Shares(std::size_t most_of_one, std::uint64_t most_bytes) : most_of_one_(most_of_one), most_bytes_(most_bytes) {}

  /// False, and nothing is taken, where it would be too much. What is taken is given back once, with the same values.
  [[nodiscard]] bool take(UserId owner, std::uint64_t bytes);
  void give_back(UserId owner, std::uint64_t bytes);

 private:
  std::size_t most_of_one_;
  std::uint64_t most_bytes_;
  std::unordered_map<UserId, std::size_t> files_;  ///< By owner; only those who have some.
  std::uint64_t bytes_ = 0;
};

}  // namespace gb::files
