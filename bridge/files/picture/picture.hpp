#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Pictures as files: their kind, and what of them we keep. Pure; the bytes are a stranger's.
namespace gb::files {

enum class PictureKind : std::uint8_t { png, jpeg, gif };

/// By the first bytes; nothing if it is none of the three.
std::optional<PictureKind> picture_kind(std::string_view bytes);

/// The MIME type of a picture of another kind (WebP, AVIF, HEIC, BMP, TIFF), by its first bytes; empty if it is none.
std::string_view other_picture(std::string_view bytes);

std::string_view mime_type(PictureKind kind);

/// ".png"
std::string_view extension(PictureKind kind);

/// The same picture without what it tells about its maker (texts, positions, devices, previews), without anything that
/// stands behind its end, and without parts that no viewer needs. Pixels are not touched; orientation, colour profile,
/// transparency and animation stay. Nothing if it is malformed or cut off. Does not look at the pixels.
std::optional<std::string> stripped(PictureKind kind, std::string_view bytes);

/// How often a reader goes over all of a picture: the scans of a JPEG; once with the others. Of one that is stripped.
std::size_t passes(PictureKind kind, std::string_view bytes);

}  // namespace gb::files
