#pragma once

#include <cstdint>
#include <string_view>

namespace gb::matrix {

/// What an element of HTML means for text.
enum class Element : std::uint8_t {
  words,  ///< Without a meaning of its own.
  bold,
  italic,
  underline,
  strike,
  code,
  lines,
  link,
  span,
  line_break,
  paragraph,
  block,
  bullets,
  numbers,
  item,
  quote,
  row,
  cell,
  rule,
  image,
  dropped,  ///< With everything in it.
};

/// By the element's name in lower case; `words` for one that is not known.
Element element_of(std::string_view name);

}  // namespace gb::matrix
