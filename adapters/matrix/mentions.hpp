#pragma once

#include <string>
#include <unordered_map>

#include "bridge/core/rich_text.hpp"

namespace gb::matrix {

/// The same text with the people that it names marked as mentions: whole words that are somebody's display name in the
/// room, whatever the case of ASCII letters. Nothing inside links and code, and no name of fewer than two characters.
/// `names` are the room's people: user id and display name. Pure.
core::RichText mention_people(core::RichText text, const std::unordered_map<std::string, std::string>& names);

}  // namespace gb::matrix
