#pragma once

#include <string>

#include "bridge/delivery/finding.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// Looks at everything that the configuration names outside this machine, all of it at once, without joining any
/// conversation. In the order of the config. Blocking; a network that does not come to an end within minutes is given
/// up, with a finding that says so.
delivery::Findings look_around(const config::Config& config);

/// The finding as a person reads it, a line or two with their ends. Pure.
std::string to_text(const delivery::Finding& finding);

/// Prints them, and what they come to. False: something is wrong.
bool tell(const delivery::Findings& findings);

}  // namespace gb::app
