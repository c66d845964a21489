#pragma once

#include <span>
#include <string_view>

namespace gb::gateway {

/// One file of the web client, part of the program.
struct Asset {
  std::string_view path;  ///< As requests name it; the page itself is "/".
  std::string_view type;  ///< Content-Type.
  std::string_view body;
  std::string_view tag;           ///< Of the body; what is between the quotes of an ETag.
  bool named_by_content = false;  ///< What is at this path never changes.
};

/// All of them, as the build in `web/` made them; none if the program was built without it.
std::span<const Asset> assets();

}  // namespace gb::gateway
