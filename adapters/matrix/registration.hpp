#pragma once

#include <string>

#include "config/model/matrix.hpp"

namespace gb::matrix {

/// The registration file that the homeserver's admin puts beside its own configuration (Application Service API v1.11,
/// "Registration"), as YAML. Has both tokens in it. Pure.
std::string registration(const config::Matrix& settings);

}  // namespace gb::matrix
