#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"

/// How an entry looks at the origin. Pure: the time is passed in.
namespace gb::origin {

/// What is to be posted.
struct Draft {
  std::string content;
  std::vector<core::FileRef> pictures;  ///< To be uploaded, and attached.
};

struct Outlook {
  std::string format;      ///< "<{name}> {text}"
  std::string public_url;  ///< Prefix of the links to files.
  bool edits = true;       ///< Say what was changed.
};

/// Nothing where there is nothing to show. Files that are no pictures are lines of the text.
std::optional<Draft> render(const core::Entry& entry, const Outlook& outlook, Time now);

/// A picture that could not be uploaded, as a line.
void add_link(Draft& draft, const core::FileRef& file, std::string_view public_url);

}  // namespace gb::origin
