#include "adapters/matrix/media_line.hpp"

#include <fmt/format.h>

#include <string>

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

std::string size_in_words(std::int64_t bytes) {
  constexpr double step = 1024;
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const double kib = static_cast<double>(bytes) / step;
  return kib < step ? fmt::format("{:.1f} KiB", kib) : fmt::format("{:.1f} MiB", kib / step);
}

}  // namespace

core::RichText with_media(core::RichText caption, const Media& media, std::string_view room_id,
                          std::string_view event_id) {
  std::string line = fmt::format("[{}: {}", word_for(media.kind), media.name);
  if (media.size) line += ", " + size_in_words(*media.size);
  line += fmt::format("] https://matrix.to/#/{}/{}", room_id, event_id);
  if (!caption.text.empty()) caption.text += '\n';
  caption.text += line;
  return caption;
}

}  // namespace gb::matrix
