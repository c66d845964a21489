#pragma once

#include <string>
#include <string_view>

#include "bridge/admin/status.hpp"

/// The metrics, as Prometheus reads them. Pure.
namespace gb::admin {

inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

std::string exposition(const Status& status, const Measures& measures);

}  // namespace gb::admin
