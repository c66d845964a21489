#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gb::matrix {

/// No tag keeps more attributes than this.
inline constexpr std::size_t most_attributes = 50;

/// HTML whose tags have few attributes: libxml2 compares each one of a tag with all before it, so that a tag with
/// thousands would take as long as a message must not. What is over the bound is cut out; all else stays as it is.
std::string with_few_attributes(std::string_view html);

}  // namespace gb::matrix
