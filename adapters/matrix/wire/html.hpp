#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bridge/core/rich_text.hpp"

/// The HTML of Matrix messages (`org.matrix.custom.html`, Client-Server API, "m.room.message msgtypes") as rich text
/// and back. Nothing about events may live here.
namespace gb::matrix {

/// What is longer is cut: an event has 65,536 bytes at most, so that this is all of it.
inline constexpr std::size_t most_html = std::size_t{64} * 1024;

/// Bound of the text that comes out of one HTML.
inline constexpr std::size_t most_text = std::size_t{256} * 1024;

/// HTML as rich text in the form of `normalized` (text_form.hpp). Never fails; no input is trusted.
///  - The formatting of the specification's subset becomes spans; of everything else the words survive. Of <mx-reply>,
///    scripts, styles and the like nothing does.
///  - Blocks, rows of tables and <br> are lines; paragraphs have a blank line between them; items of lists begin with
///    "- " or "1. ", lines of quotes with "> ". A spoiler reads "[spoiler: words]", an image is its `alt`.
///  - A link to a user is a mention whose value is the Matrix id (who knows the network makes it a handle); any other
///    link keeps its words and, where they do not show it, says its address: "words (address)".
core::RichText from_html(std::string_view html);

/// Rich text as HTML, every character escaped: from_html(to_html(x)) == normalized(x), unless the text is over the
/// bounds above. A mention whose value is a Matrix id becomes a pill, one of anybody else its words.
std::string to_html(const core::RichText& text);

/// The `body` that goes with it: the words as they were typed, with the addresses of links.
std::string to_plain_body(const core::RichText& text);

/// True if `to_plain_body` alone would lose something.
bool needs_html(const core::RichText& text);

}  // namespace gb::matrix
