#pragma once

#include <string>

#include "packaging/describe/command.hpp"

namespace gb::describe {

/// The page guildbridge(1), for man. `date` as it is to stand below the page; may be empty. Pure.
std::string man_page(const Command& program, const std::string& version, const std::string& date);

}  // namespace gb::describe
