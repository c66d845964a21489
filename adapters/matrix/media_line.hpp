#pragma once

#include <string_view>

#include "adapters/matrix/wire/event.hpp"
#include "bridge/core/rich_text.hpp"

namespace gb::matrix {

/// A caption followed by a line for a file that we do not have: what it is, why it is not here ("too large"), and where
/// it can be seen: "[image: cat.png, 1.6 KiB, too large] https://matrix.to/...". Pure.
core::RichText with_media(core::RichText caption, const Media& media, std::string_view why, std::string_view room_id,
                          std::string_view event_id);

}  // namespace gb::matrix
