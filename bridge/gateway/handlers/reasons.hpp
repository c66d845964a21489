#pragma once

#include <string_view>

namespace gb::gateway {

/// For absent and forbidden alike.
inline constexpr std::string_view no_such_channel = "No such channel, or you are not a member of its guild";

inline constexpr std::string_view no_active_channel = "There is no active channel: send setactivechannel first";

}  // namespace gb::gateway
