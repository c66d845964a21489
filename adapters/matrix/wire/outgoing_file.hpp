#pragma once

#include <string>
#include <string_view>

#include "adapters/matrix/wire/event.hpp"
#include "bridge/core/event.hpp"

/// Files as events (Client-Server API, m.image and its like). Pure.
namespace gb::matrix {

/// The name that others see: the title, or what the file is, always with an extension.
std::string shown_name(const core::FileRef& file);

/// The content of the event that shows a file which the homeserver has as `mxc`: m.image, m.audio, m.video or m.file.
/// `reply_to`: event id, or empty.
std::string file_content(const core::FileRef& file, std::string_view mxc, std::string_view reply_to, const Mark& mark);

}  // namespace gb::matrix
