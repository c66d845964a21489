#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/core/event.hpp"

/// How files are spoken of where they cannot be shown. Pure.
namespace gb::core {

/// "1.6 KiB"
std::string size_in_words(std::uint64_t bytes);

/// "image", "audio", "video" or "file", by the MIME type.
std::string_view kind_of_file(std::string_view type);

/// Where anybody can get a stored file. `public_url` is how others reach the gateway.
std::string file_link(std::string_view public_url, const FileRef& file);

/// A line for a file: "[image: cat.png, 1.6 KiB] https://..."; of a file without a title the address alone.
std::string file_line(std::string_view public_url, const FileRef& file);

}  // namespace gb::core
