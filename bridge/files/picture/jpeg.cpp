// JPEG (ITU-T T.81, Annex B) as segments: those that make the picture are kept, whatever tells about it is not.
#include "bridge/files/picture/parts.hpp"

namespace gb::files {
namespace {

constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;
constexpr std::uint8_t comment = 0xFE;
constexpr std::uint8_t app0 = 0xE0;
constexpr std::uint8_t app1 = 0xE1;
constexpr std::uint8_t app2 = 0xE2;
constexpr std::uint8_t app14 = 0xEE;
constexpr std::uint8_t app15 = 0xEF;
constexpr std::uint8_t temporary = 0x01;
constexpr std::string_view jfif("JFIF\0", 5);
constexpr std::string_view exif("Exif\0\0", 6);
constexpr std::string_view profile("ICC_PROFILE\0", 12);
constexpr std::string_view adobe = "Adobe";
constexpr std::size_t jfif_size = 14;  // Without a preview.

bool is_restart(std::uint8_t code) {
  return code >= 0xD0 && code <= 0xD7;
}

// A marker: 0xFF, perhaps several, and its code.
std::optional<std::uint8_t> next_marker(Bytes& bytes) {
  if (bytes.byte() != 0xFF) return std::nullopt;
  auto code = bytes.byte();
  while (code == 0xFF) code = bytes.byte();
  return code;
}

std::string marker(std::uint8_t code) {
  return {'\xff', static_cast<char>(code)};
}

std::string segment(std::uint8_t code, std::string_view payload) {
  return (marker(code) + big16(static_cast<std::uint32_t>(payload.size() + 2))).append(payload);
}

// What stays of a segment; empty if nothing does.
std::string kept(std::uint8_t code, std::string_view payload) {
  if (code == comment) return {};
  if (code < app0 || code > app15) return segment(code, payload);
  if (code == app0 && payload.starts_with(jfif) && payload.size() >= jfif_size) {
    std::string plain(payload.substr(0, jfif_size));
    plain[jfif_size - 2] = plain[jfif_size - 1] = 0;  // The size of the preview.
    return segment(code, plain);
  }
  if (code == app1 && payload.starts_with(exif)) {
    const unsigned orientation = orientation_of(payload.substr(exif.size()));
    return orientation > 1 ? segment(code, std::string(exif) + tiff_with(orientation)) : std::string();
  }
  const bool colours = (code == app2 && payload.starts_with(profile)) || (code == app14 && payload.starts_with(adobe));
  return colours ? segment(code, payload) : std::string();
}

// The coded pixels behind a scan's header: up to the next marker that is none of their own.
std::optional<std::string_view> take_scan(Bytes& bytes) {
  const std::string_view rest = bytes.rest();
  for (std::size_t at = rest.find('\xff'); at != std::string_view::npos; at = rest.find('\xff', at + 1)) {
    if (at + 1 >= rest.size()) break;
    const auto code = static_cast<std::uint8_t>(rest[at + 1]);
    if (code != 0 && code != 0xFF && !is_restart(code)) return bytes.take(at);
  }
  return std::nullopt;
}

struct Segment {
  std::uint8_t code;
  std::string_view payload;
  std::string_view scan;  ///< Behind the header of one.
};

std::optional<Segment> next_segment(Bytes& bytes) {
  auto code = next_marker(bytes);
  while (code && (is_restart(*code) || *code == temporary)) code = next_marker(bytes);
  if (!code || *code == 0 || *code == start_of_image) return std::nullopt;
  if (*code == end_of_image) return Segment{*code, {}, {}};
  const auto length = bytes.big16();
  const auto payload = length && *length >= 2 ? bytes.take(*length - 2) : std::nullopt;
  if (!payload) return std::nullopt;
  if (*code != start_of_scan) return Segment{*code, *payload, {}};
  const auto scan = take_scan(bytes);
  if (!scan) return std::nullopt;
  return Segment{*code, *payload, *scan};
}

}  // namespace

std::optional<std::string> stripped_jpeg(std::string_view all) {
  Bytes bytes(all);
  if (next_marker(bytes) != start_of_image) return std::nullopt;
  std::string out = marker(start_of_image);
  for (bool scanned = false;;) {
    const auto segment = next_segment(bytes);
    if (!segment) return std::nullopt;
    if (segment->code == end_of_image) {
      if (!scanned) return std::nullopt;
      return out + marker(end_of_image);
    }
    out += kept(segment->code, segment->payload);
    out += segment->scan;
    scanned = scanned || segment->code == start_of_scan;
  }
}

std::size_t scans_of_jpeg(std::string_view all) {
  Bytes bytes(all);
  std::size_t scans = 0;
  if (next_marker(bytes) != start_of_image) return scans;
  while (const auto segment = next_segment(bytes)) {
    if (segment->code == end_of_image) break;
    if (segment->code == start_of_scan) ++scans;
  }
  return scans;
}

}  // namespace gb::files
