#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gb::config {

/// The line of a key with more than a hundred parts ("a.b.c..."), which would be parsed by recursion as deep; nothing
/// for every file that a person has written.
std::optional<std::size_t> unreasonable_line(std::string_view toml);

}  // namespace gb::config
