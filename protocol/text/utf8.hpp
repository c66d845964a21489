#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// UTF-8 (Unicode 15, section 3.9) and its neighbours. Pure functions over bytes; nothing here knows a protocol.
namespace gb::text {

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  ///< U+FFFD.

/// One step through a text.
struct CodePoint {
  char32_t value = 0;      ///< U+FFFD for ill-formed bytes.
  std::size_t length = 1;  ///< Bytes it takes, at least 1; of ill-formed bytes, the maximal subpart.
  bool valid = true;
};

/// The code point that `text` begins with; `text` is not empty.
CodePoint next_code_point(std::string_view text);

/// True if all of `text` is well-formed.
bool is_utf8(std::string_view text);

/// True if `text` is well-formed but for its end, which may be the beginning of a code point that was cut off.
bool is_utf8_but_cut(std::string_view text);

/// `text` with each ill-formed part replaced by U+FFFD.
std::string to_utf8(std::string_view text);

/// How many bytes from the front of `text` fit in `limit` without splitting a code point. At least one code point if
/// `text` is not empty, even where that is over the limit.
std::size_t prefix_within(std::string_view text, std::size_t limit);

/// Length in UTF-16 units, as JavaScript counts. `text` is well-formed.
std::size_t utf16_length(std::string_view text);

/// Appends one code point.
void append(std::string& text, char32_t code_point);

/// Validates a text that arrives in pieces.
class Utf8Validator {
 public:
  /// False as soon as the pieces so far cannot be the beginning of a well-formed text.
  bool feed(std::string_view piece);

  /// True if the text may end here.
  bool complete() const { return missing_ == 0; }

 private:
  std::uint8_t missing_ = 0;  ///< Continuation bytes still to come.
  std::uint8_t low_ = 0x80;   ///< Bounds of the next one.
  std::uint8_t high_ = 0xBF;
};

}  // namespace gb::text
