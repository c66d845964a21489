#pragma once

#include <cstddef>
#include <vector>

#include "bridge/core/rich_text.hpp"

namespace gb::matrix {

/// How many bytes `body` and, where needed, `formatted_body` of this text take in JSON.
std::size_t content_size(const core::RichText& text);

/// A text in parts of which none takes more than `most` bytes of content, in order; one part if it fits. Parts end at a
/// line, else at a word, else between two code points; the blank or line break there is in neither. A part that has
/// more formatting than words is left without. Never empty.
std::vector<core::RichText> split(const core::RichText& text, std::size_t most);

}  // namespace gb::matrix
