#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "protocol/guild/foreign.hpp"

namespace gb::origin {

/// What is said in a channel before the server has told its history, whose place is before it. Pure. Bounded.
class Early {
 public:
  /// Bytes of packets; a server that says more before it answers does not mean to answer.
  static constexpr std::size_t most_bytes = std::size_t{2} << 20;

  /// `bytes`: of the packet that brought it. False: that is too much, the connection is to be given up.
  bool hold(guild::ForeignMessage message, std::size_t bytes) {
    bytes_ += bytes;
    held_.push_back(std::move(message));
    return bytes_ <= most_bytes;
  }

  /// All of it, in the order it was said; then nothing is held.
  std::vector<guild::ForeignMessage> take() {
    bytes_ = 0;
    return std::exchange(held_, {});
  }

 private:
  std::vector<guild::ForeignMessage> held_;
  std::size_t bytes_ = 0;
};

}  // namespace gb::origin
