#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "bridge/files/judging.hpp"

namespace gb::files {

/// Smaller versions of pictures that somebody has asked for, on the disk; at the bound the oldest go. Blocking; safe
/// from any thread.
class Renderings {
 public:
  /// The folder is made when missing; `most` is in bytes as the disk counts them, in whole blocks.
  Renderings(std::filesystem::path folder, std::uint64_t most);

  std::filesystem::path path_of(std::string_view blob, const Box& box) const;

  /// Returns where it is; throws std::system_error.
  std::filesystem::path keep(std::string_view blob, const Box& box, std::string_view bytes);

  /// Does nothing if it is not there.
  void erase_one(std::string_view blob, const Box& box);

  /// All of these blobs.
  void erase(const std::unordered_set<std::string>& blobs);

 private:
  void make_room();  ///< With the mutex.

  std::filesystem::path folder_;
  std::uint64_t most_;
  std::mutex mutex_;
  std::uint64_t bytes_ = 0;  ///< On the disk now. With the mutex.
};

}  // namespace gb::files
