#pragma once

#include <cstdint>
#include <string_view>

namespace gb::origin {

/// A channel of the origin, as a link names it: "7/31". Pure.
struct Place {
  std::int64_t guild = 0;
  std::int64_t channel = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// Of a place that the configuration has let through; what is no number in it counts as 0.
Place parse_place(std::string_view text);

}  // namespace gb::origin
