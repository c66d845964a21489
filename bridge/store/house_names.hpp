#pragma once

#include <string>

#include "bridge/base/result.hpp"
#include "bridge/core/house_names.hpp"

namespace gb::store {

/// How far the numbers of a restored database jump: more than what anybody has said since the backup was made.
inline constexpr std::int64_t jump = 10'000'000;

/// What the house is called, for good: a name is taken at the first start, and another at the first start of a copy
/// that `back_up` has made, where numbers jump as well. Blocking, durable; call it before anything is sent or given a
/// number.
result<core::HouseNames> name_house(const std::string& path);

}  // namespace gb::store
