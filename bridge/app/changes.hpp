#pragma once

#include <string>
#include <vector>

#include "config/model/config.hpp"

namespace gb::app {

/// What differs between two configurations, in words for whoever runs the bridge. Pure.
struct Changes {
  std::vector<std::string> now;    ///< What a reload does at once: "link irc.libera/#a with community/general: added".
  std::vector<std::string> later;  ///< Sections that only count at the next start: "[gateway]".
};

Changes changes_between(const config::Config& before, const config::Config& after);

}  // namespace gb::app
