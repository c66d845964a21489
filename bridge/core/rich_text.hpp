#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gb::core {

/// What a stretch of text looks like or means.
enum class Style : std::uint8_t { bold, italic, underline, strike, code, code_block, colour, link, mention };

/// A stretch of RichText::text, in bytes, always on code point boundaries. Spans may overlap.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< One past the last byte.
  Style style = Style::bold;
  std::string value;  ///< link: the URL; colour: "#rrggbb"; mention: the person's handle; else empty.

  friend bool operator==(const Span&, const Span&) = default;
};

/// Text with formatting, as no single network has it: every conversion goes through this value.
/// `text` is valid UTF-8 without formatting codes; lines are separated by '\n'. The words stand in `text` alone,
/// so a side that can show nothing else ignores the spans and loses no word.
struct RichText {
  std::string text;
  std::vector<Span> spans;  ///< Ordered by begin.

  friend bool operator==(const RichText&, const RichText&) = default;
};

/// The same text behind plain words.
RichText prefixed(std::string_view words, RichText text);

}  // namespace gb::core
