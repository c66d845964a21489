// PNG (third edition) as chunks: those that make the picture are kept, whatever tells about it is not.
#include <algorithm>
#include <array>
#include <boost/crc.hpp>

#include "bridge/files/picture/parts.hpp"

namespace gb::files {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t header_size = 13;
constexpr std::array<std::string_view, 4> critical = {"IHDR", "PLTE", "IDAT", "IEND"};
constexpr std::array<std::string_view, 12> shown = {"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                                                    "bKGD", "pHYS", "cICP", "acTL", "fcTL", "fdAT"};

struct Chunk {
  std::string_view type;
  std::string_view data;
  std::string_view whole;  ///< With its length and its sum.
};

std::optional<Chunk> next_chunk(Bytes& bytes) {
  const std::string_view begin = bytes.rest();
  const auto length = bytes.big32();
  const auto type = length ? bytes.take(4) : std::nullopt;
  const auto data = type ? bytes.take(*length) : std::nullopt;
  if (!data || !bytes.take(4)) return std::nullopt;
  return Chunk{*type, *data, begin.substr(0, begin.size() - bytes.rest().size())};
}

template <class List>
bool is_one_of(const List& list, std::string_view type) {
  return std::ranges::find(list, type) != list.end();
}

// Chunks that a reader must understand begin with a capital letter.
bool is_critical(std::string_view type) {
  return type.front() >= 'A' && type.front() <= 'Z';
}

std::string exif_chunk(unsigned orientation) {
  const std::string body = "eXIf" + tiff_with(orientation);
  boost::crc_32_type sum;
  sum.process_bytes(body.data(), body.size());
  return big32(static_cast<std::uint32_t>(body.size() - 4)) + body + big32(sum.checksum());
}

}  // namespace

std::optional<std::string> stripped_png(std::string_view all) {
  Bytes bytes(all);
  if (bytes.take(signature.size()) != signature) return std::nullopt;
  std::string out(signature);
  bool pixels = false;
  for (bool begun = false;;) {
    const auto chunk = next_chunk(bytes);
    if (!chunk) return std::nullopt;
    const bool header = chunk->type == "IHDR";
    if (header == begun || (header && chunk->data.size() != header_size)) return std::nullopt;
    begun = true;
    if (is_critical(chunk->type) && !is_one_of(critical, chunk->type)) return std::nullopt;
    pixels = pixels || chunk->type == "IDAT";
    if (chunk->type == "eXIf" && !pixels) {
      if (const unsigned orientation = orientation_of(chunk->data); orientation > 1) out += exif_chunk(orientation);
    } else if (is_critical(chunk->type) || is_one_of(shown, chunk->type)) {
      out += chunk->whole;
    }
    if (chunk->type == "IEND") break;
  }
  if (!pixels) return std::nullopt;
  return out;
}

}  // namespace gb::files
