#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/matrix/wire/event.hpp"

/// The content of messages. Private to the reading of events.
namespace gb::matrix {

/// The value of a key if `object` is one and has it; else null.
const nlohmann::json* member_of(const nlohmann::json* object, const char* key);

/// A string, or nothing for any other value.
std::optional<std::string> string_of(const nlohmann::json* value);

/// A whole number that is not negative and within JavaScript's safe range, or nothing.
std::optional<std::int64_t> count_of(const nlohmann::json* value);

/// What an m.room.message or m.sticker says; nothing if that is nothing.
std::optional<Said> read_said(std::string_view type, const nlohmann::json& content);

/// The body of a reply without the quote that older clients put before it (F87); the whole body where there is none, or
/// nothing else.
std::string_view without_reply_fallback(std::string_view body);

}  // namespace gb::matrix
