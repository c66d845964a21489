#pragma once

#include <string_view>

#include "bridge/base/result.hpp"
#include "bridge/core/event.hpp"

/// Files that are none of the pictures we show: kept for download, as they are. Pure.
namespace gb::files {

/// What such a file is. `claimed` has its title and the type that somebody says it has, either may be empty. An error
/// if nothing is in it, or if it is said to be a picture and is none: it is something else then, an error page, say.
result<core::FileFacts> facts_of_other(core::FileFacts claimed, std::string_view bytes);

}  // namespace gb::files
