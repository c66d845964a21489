#pragma once

#include <string>
#include <string_view>

/// What files, and the bytes in them, are called.
namespace gb::files {

/// The SHA-256 of these bytes, in hex: the name of a blob.
std::string hash_of(std::string_view bytes);

/// The first 160 bits of a hash: enough to name a file, and short enough for a link.
std::string short_name(std::string_view hash);

/// As long as a short name; nobody guesses it. The only one here that is not pure.
std::string random_name();

/// ".pdf" of "Report.PDF"; ".bin" where a title ends in none that is plain.
std::string extension_of(const std::string& title);

}  // namespace gb::files
