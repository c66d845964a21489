#pragma once

#include <string>

#include "packaging/describe/command.hpp"

/// Scripts that complete the program's arguments in a shell. Pure.
namespace gb::describe {

std::string bash_completion(const Command& program);
std::string zsh_completion(const Command& program);
std::string fish_completion(const Command& program);

}  // namespace gb::describe
