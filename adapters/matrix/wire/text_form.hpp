#pragma once

#include <string>
#include <string_view>

#include "adapters/matrix/wire/looks.hpp"
#include "bridge/core/rich_text.hpp"

/// The one form in which a rich text goes to HTML and comes back from it.
namespace gb::matrix {

/// The form that survives a round trip through HTML:
///  - text is well-formed and has no control characters but '\n' and, in code, tabs; it neither begins nor ends with
///    '\n'; a no-break space stays one only between words and in code;
///  - spans are on code points, not empty, as long as they can be, ordered by begin and style, and have valid values;
///  - a code block stands on lines of its own (on a shared line it is code) and has no links in it;
///  - after the words of a link that do not show the address, the text says it: "words (address)".
/// Idempotent. The words are never changed.
core::RichText normalized(const core::RichText& text);

/// Plain text as it came from outside: well-formed, without control characters but tabs and line breaks.
std::string clean_text(std::string_view text);

/// The words with the addresses of links, formatting aside; blanks are as they were.
std::string words_with_addresses(const core::RichText& text);

/// Text that calls on everybody (@room, @everyone, @here, in any case) without doing so: a zero-width space stands
/// behind the '@'. Links and code are not touched, nor what only looks like it, as an address of mail (F150).
core::RichText defused(const core::RichText& text);

/// The same for the conversion itself.
Styled in_form(const Styled& text);

/// A text in form without the addresses that its links say of themselves, as HTML shows it.
Styled without_told_addresses(const Styled& text);

}  // namespace gb::matrix
