#pragma once

#include "adapters/irc/sts.hpp"
#include "bridge/store/kept.hpp"

namespace gb::app {

/// The policies of earlier runs, which keep what they learn in `kept`; that must outlive them.
irc::StsPolicies kept_sts_policies(store::Kept& kept);

}  // namespace gb::app
