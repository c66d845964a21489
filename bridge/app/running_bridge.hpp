#pragma once

#include <chrono>
#include <string>

#include "bridge/base/result.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// What the bridge that runs with this configuration answers on its Unix socket: asked for what is at `path`, or with a
/// body (JSON) for an order. Blocking, for `patience` at most. An error tells whoever runs a command that no bridge
/// answers, that the socket is switched off, or that the bridge refuses.
result<std::string> ask_running(const config::Config& config, const std::string& path, const std::string& body = {},
                                std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace gb::app
