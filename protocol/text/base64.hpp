#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gb::text {

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
std::string encode_base64(std::string_view bytes);

/// The bytes, or nothing if `text` is not base64. Padding may be missing, but not be wrong; nothing else is forgiven.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gb::text
