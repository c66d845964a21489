#include "bridge/core/file_line.hpp"

#include <fmt/format.h>

namespace gb::core {

std::string size_in_words(std::uint64_t bytes) {
  constexpr double step = 1024;
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const double kib = static_cast<double>(bytes) / step;
  return kib < step ? fmt::format("{:.1f} KiB", kib) : fmt::format("{:.1f} MiB", kib / step);
}

std::string_view kind_of_file(std::string_view type) {
  if (type.starts_with("image/")) return "image";
  if (type.starts_with("audio/")) return "audio";
  return type.starts_with("video/") ? "video" : "file";
}

std::string file_link(std::string_view public_url, const FileRef& file) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return fmt::format("{}/files/{}/{}", public_url, file.owner.value, file.name);
}

std::string file_line(std::string_view public_url, const FileRef& file) {
  std::string link = file_link(public_url, file);
  if (file.facts.title.empty()) return link;
  return fmt::format("[{}: {}, {}] {}", kind_of_file(file.facts.type), file.facts.title,
                     size_in_words(file.facts.bytes), link);
}

}  // namespace gb::core
