#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace gb::text {

/// Deepest nesting that `parse_json` accepts.
inline constexpr int most_json_depth = 64;

/// Parses untrusted JSON; the value is `discarded` (nlohmann's word) if it is malformed, too deep or has numbers out of
/// range. Lone surrogates in escapes become U+FFFD, so that all strings are well-formed UTF-8.
nlohmann::json parse_json(std::string_view text);

/// The same for what many wrote parts of, as a homeserver's answers: what is nested deeper is left out, and the rest
/// stays.
nlohmann::json parse_json_pruned(std::string_view text);

/// Writes compact JSON; ill-formed UTF-8 becomes U+FFFD.
std::string write_json(const nlohmann::json& value);

/// A JSON string, quotes included. `text` may be ill-formed.
std::string quote_json(std::string_view text);

}  // namespace gb::text
