#pragma once

#include <cstdint>
#include <string>

#include "config/model/quantity.hpp"

namespace gb::config {

/// `[files]`: pictures and other files that people send.
struct Files {
  std::string path = "files";            ///< A folder, relative to the config file; made when missing.
  Bytes max_size = Bytes{3} << 20;       ///< One picture.
  Bytes max_download = Bytes{20} << 20;  ///< One file of another kind, which others may download.
  std::uint32_t max_megapixels = 50;     ///< Of one picture, all its frames together.
  Bytes user_quota = Bytes{500} << 20;   ///< All files of one person.
  Bytes total_quota = Bytes{10} << 30;   ///< All files.
  Bytes renderings = Bytes{256} << 20;   ///< Smaller versions that were asked for; the oldest go.
  std::uint32_t keep_days = 0;           ///< Files go after that, messages stay; 0: never.
  std::uint32_t keep_unused_days = 7;    ///< What no message shows goes after that.

  friend bool operator==(const Files&, const Files&) = default;
};

}  // namespace gb::config
