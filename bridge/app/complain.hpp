#pragma once

#include <string>

#include "bridge/app/exit_code.hpp"
#include "bridge/base/result.hpp"

namespace gb::app {

/// Says on standard error why a command cannot do what it was asked: `failed`.
ExitCode complain(const std::string& what);

/// The same; `usage` where it is for the caller to put right.
ExitCode complain(const Error& error);

}  // namespace gb::app
