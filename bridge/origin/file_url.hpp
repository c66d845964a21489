#pragma once

#include <string>
#include <string_view>

#include "protocol/guild/types.hpp"

namespace gb::origin {

/// Where a server serves a file. `url`: of the server, without a slash at its end. Pure.
std::string file_url(std::string_view url, const guild::File& file);

}  // namespace gb::origin
