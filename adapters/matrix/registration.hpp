#pragma once

#include <string>
#include <vector>

#include "config/model/matrix.hpp"

namespace gb::matrix {

/// The id of our application service at that homeserver. Pure.
std::string service_id(const config::Matrix& settings);

/// The registration file that the homeserver's admin puts beside its own configuration (Application Service API v1.11,
/// "Registration"), as YAML. Has both tokens in it. `aliases`: those of rooms that we may have to create; an
/// application service may give no other. Pure.
std::string registration(const config::Matrix& settings, const std::vector<std::string>& aliases);

}  // namespace gb::matrix
