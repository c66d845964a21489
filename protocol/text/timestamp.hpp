#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gb::text {

using Milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-01-31T12:00:00.000Z": ISO 8601 in UTC with milliseconds.
std::string format_timestamp(Milliseconds time);

/// Any RFC 3339 date and time: with or without fraction (cut to milliseconds), 'Z' or an offset, 'T' or a space.
std::optional<Milliseconds> parse_timestamp(std::string_view text);

}  // namespace gb::text
