#include "adapters/matrix/media_line.hpp"

#include <fmt/format.h>

#include <string>

#include "bridge/core/file_line.hpp"

namespace gb::matrix {
namespace {

std::string_view word_for(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
      return "image";
    case MediaKind::audio:
      return "audio";
    case MediaKind::video:
      return "video";
    case MediaKind::sticker:
      return "sticker";
    case MediaKind::file:
      break;
  }
  return "file";
}

}  // namespace

core::RichText with_media(core::RichText caption, const Media& media, std::string_view why, std::string_view room_id,
                          std::string_view event_id) {
  std::string line = fmt::format("[{}: {}", word_for(media.kind), media.name);
  if (media.size) line += ", " + core::size_in_words(static_cast<std::uint64_t>(*media.size));
  line += fmt::format(", {}] https://matrix.to/#/{}/{}", why, room_id, event_id);
  if (!caption.text.empty()) caption.text += '\n';
  caption.text += line;
  return caption;
}

}  // namespace gb::matrix
