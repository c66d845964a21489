#pragma once

#include <optional>
#include <string>

#include "config/model/config.hpp"

namespace gb::app {

/// Loads the file and prints its problems to standard error; empty if it cannot be used.
std::optional<config::Config> read_config(const std::string& path);

}  // namespace gb::app
