#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"

namespace gb::store {

/// Whether the database can be written, and since when. Told by whoever writes, read by whoever shows it; safe from any
/// thread. Says in the log when it changes: once, however many writes fail, and at most once a minute where it goes
/// back and forth.
class Health {
 public:
  static constexpr std::chrono::minutes say_again{1};

  struct State {
    bool failing = false;
    std::string reason;         ///< While failing: why, in words.
    Time since;                 ///< Of the last change.
    std::uint64_t refused = 0;  ///< Writes that whoever asked for them was told had failed, ever.
    std::uint64_t waiting = 0;  ///< Now: what cannot be asked for again, and waits for the disk.
  };

  Health();

  void failed(const std::string& reason, std::size_t refused, std::size_t waiting);
  void worked();

  bool failing() const;
  State state() const;

 private:
  mutable std::mutex mutex_;
  State state_;
  std::uint64_t refused_before_ = 0;  ///< When it began to fail.
  std::string said_;
  std::optional<Tick> said_at_;
  bool owes_ = false;  ///< The log was told of the failure, and not yet of its end.
};

}  // namespace gb::store
