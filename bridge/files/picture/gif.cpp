// GIF89a as blocks: pictures and how they follow each other are kept, comments and what programs added are not.
#include "bridge/files/picture/parts.hpp"

namespace gb::files {
namespace {

constexpr std::size_t header_size = 13;  // Signature and screen.
constexpr std::size_t descriptor_size = 9;
constexpr std::uint8_t picture = 0x2C;
constexpr std::uint8_t extension_block = 0x21;
constexpr std::uint8_t trailer = 0x3B;
constexpr std::uint8_t control = 0xF9;
constexpr std::uint8_t application = 0xFF;

std::size_t table_size(char packed) {
  const auto bits = static_cast<std::uint8_t>(packed);
  return (bits & 0x80U) == 0 ? 0 : std::size_t{3} << ((bits & 7U) + 1);
}

// Blocks of up to 255 bytes, ended by an empty one.
bool skip_blocks(Bytes& bytes) {
  for (;;) {
    const auto size = bytes.byte();
    if (!size || !bytes.take(*size)) return false;
    if (*size == 0) return true;
  }
}

bool skip_picture(Bytes& bytes) {
  const auto descriptor = bytes.take(descriptor_size);
  return descriptor && bytes.take(table_size(descriptor->back())) && bytes.byte() && skip_blocks(bytes);
}

// How often an animation is repeated is all that programs may add.
bool is_shown(std::uint8_t label, std::string_view body) {
  if (label == control) return true;
  return label == application && (body.starts_with("\x0bNETSCAPE2.0\x03") || body.starts_with("\x0b"
                                                                                              "ANIMEXTS1.0\x03"));
}

}  // namespace

std::optional<std::string> stripped_gif(std::string_view all) {
  Bytes bytes(all);
  const auto header = bytes.take(header_size);
  if (!header || !bytes.take(table_size((*header)[10]))) return std::nullopt;
  std::string out(all.substr(0, all.size() - bytes.rest().size()));
  for (bool pictures = false;;) {
    const std::string_view begin = bytes.rest();
    const auto kind = bytes.byte();
    if (kind == trailer && pictures) return out + static_cast<char>(trailer);
    bool keep = kind == picture;
    bool whole = false;
    if (kind == picture) {
      whole = skip_picture(bytes);
    } else if (kind == extension_block) {
      const auto label = bytes.byte();
      keep = label && is_shown(*label, bytes.rest());
      whole = label && skip_blocks(bytes);
    }
    if (!whole) return std::nullopt;
    pictures = pictures || kind == picture;
    if (keep) out += begin.substr(0, begin.size() - bytes.rest().size());
  }
}

}  // namespace gb::files
