#pragma once

#include <optional>
#include <string_view>

#include "config/model/quantity.hpp"

namespace gb::config {

/// "25 s", "500 ms", "10 min", "24 h", "7 d"; the space may be missing.
std::optional<Duration> parse_duration(std::string_view text);

/// "3 MiB", "64 KiB", "10 MB", "512 B"; the space may be missing.
std::optional<Bytes> parse_bytes(std::string_view text);

}  // namespace gb::config
