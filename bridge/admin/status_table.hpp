#pragma once

#include <string>
#include <string_view>

#include "bridge/base/result.hpp"

/// The state as lines for a terminal. Pure.
namespace gb::admin {

/// `json`: what /status answered.
result<std::string> status_table(std::string_view json);

}  // namespace gb::admin
