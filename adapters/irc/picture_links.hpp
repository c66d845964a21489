#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Addresses of pictures in what people say. Pure.
namespace gb::irc {

/// Links whose path ends as a picture's does (.png, .jpg, .jpeg, .gif), each once, at most `most`.
std::vector<std::string> picture_links(std::string_view text, std::size_t most);

/// "cat.png" of "https://host/x/cat.png?a=1"; empty if it ends with a slash.
std::string_view name_in_link(std::string_view link);

}  // namespace gb::irc
