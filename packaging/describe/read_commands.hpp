#pragma once

#include "packaging/describe/command.hpp"

namespace gb::describe {

/// The commands of the program, as its own reading of arguments has them.
Command read_commands();

}  // namespace gb::describe
