#pragma once

#include <string>
#include <vector>

#include "bridge/admin/status.hpp"

/// The state as JSON. Pure.
namespace gb::admin {

std::string to_json(const Status& status);

/// An array, as "recent" in the status.
std::string to_json(const std::vector<Happening>& happenings);

}  // namespace gb::admin
