#include "bridge/files/picture/picture.hpp"

#include "bridge/files/picture/parts.hpp"

namespace gb::files {

std::optional<PictureKind> picture_kind(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return PictureKind::png;
  if (bytes.starts_with("\xff\xd8\xff")) return PictureKind::jpeg;
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return PictureKind::gif;
  return std::nullopt;
}

std::string_view other_picture(std::string_view bytes) {
  constexpr std::size_t brand_at = 8;
  constexpr std::size_t brand_size = 4;
  if (picture_kind(bytes)) return {};
  if (bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4)))
    return "image/tiff";
  if (bytes.starts_with("BM")) return "image/bmp";
  if (bytes.size() < brand_at + brand_size) return {};
  const std::string_view brand = bytes.substr(brand_at, brand_size);
  if (bytes.starts_with("RIFF") && brand == "WEBP") return "image/webp";
  if (bytes.substr(brand_size, brand_size) != "ftyp") return {};
  if (brand == "avif" || brand == "avis") return "image/avif";
  return brand == "heic" || brand == "heix" || brand == "mif1" ? "image/heic" : "";
}

std::string_view mime_type(PictureKind kind) {
  switch (kind) {
    case PictureKind::png:
      return "image/png";
    case PictureKind::jpeg:
      return "image/jpeg";
    case PictureKind::gif:
      break;
  }
  return "image/gif";
}

std::string_view extension(PictureKind kind) {
  switch (kind) {
    case PictureKind::png:
      return ".png";
    case PictureKind::jpeg:
      return ".jpg";
    case PictureKind::gif:
      break;
  }
  return ".gif";
}

std::optional<std::string> stripped(PictureKind kind, std::string_view bytes) {
  switch (kind) {
    case PictureKind::png:
      return stripped_png(bytes);
    case PictureKind::jpeg:
      return stripped_jpeg(bytes);
    case PictureKind::gif:
      break;
  }
  return stripped_gif(bytes);
}

std::size_t passes(PictureKind kind, std::string_view bytes) {
  return kind == PictureKind::jpeg ? scans_of_jpeg(bytes) : 1;
}

}  // namespace gb::files
