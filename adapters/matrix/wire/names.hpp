#pragma once

#include <string>
#include <string_view>

/// Names that people on Matrix chose for themselves and for their files: shown and stored only after this.
namespace gb::matrix {

/// A person's name as it may be shown: one line, no unwelcome characters, blanks collapsed, at most 100 code points.
/// Never empty: a name without a visible character becomes the localpart of `user_id`, cleaned alike.
std::string display_name(std::string_view name, std::string_view user_id);

/// The name of a file without path separators, unwelcome characters and leading dots, at most 120 bytes with its
/// extension kept. `if_empty` if nothing is left.
std::string file_name(std::string_view name, std::string_view if_empty);

}  // namespace gb::matrix
