#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "bridge/files/judging.hpp"

namespace gb::files {

/// Smaller versions of pictures that somebody has asked for, on the disk; at the bound the oldest go. Blocking; for one
/// thread at a time.
class Renderings {
 public:
  /// The folder is made when missing; `most` is in bytes.
  Renderings(std::filesystem::path folder, std::uint64_t most);

  std::filesystem::path path_of(std::string_view blob, const Box& box) const;

  /// Returns where it is; throws std::system_error.
  std::filesystem::path keep(std::string_view blob, const Box& box, std::string_view bytes);

  /// All of these blobs.
  void erase(const std::unordered_set<std::string>& blobs);

 private:
  void make_room();

  std::filesystem::path folder_;
  std::uint64_t most_;
  std::uint64_t bytes_ = 0;  ///< On the disk now.
};

}  // namespace gb::files
