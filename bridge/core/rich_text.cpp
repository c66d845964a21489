#include "bridge/core/rich_text.hpp"

namespace gb::core {

RichText prefixed(std::string_view words, RichText text) {
  text.text.insert(0, words);
  for (Span& span : text.spans) {
    span.begin += words.size();
    span.end += words.size();
  }
  return text;
}

}  // namespace gb::core
