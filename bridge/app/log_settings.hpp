#pragma once

#include "config/model/config.hpp"

namespace gb::app {

/// From now on the logger writes what `[log]` asks for.
void heed(const config::Log& settings);

}  // namespace gb::app
