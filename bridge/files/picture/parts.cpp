#include "bridge/files/picture/parts.hpp"

namespace gb::files {
namespace {

constexpr unsigned orientation_tag = 0x0112;
constexpr std::size_t entry_size = 12;
constexpr unsigned first = 1;
constexpr unsigned last = 8;

std::uint32_t number(std::string_view bytes, bool little) {
  std::uint32_t value = 0;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const std::size_t at = little ? bytes.size() - 1 - n : n;
    value = (value << 8U) | static_cast<std::uint8_t>(bytes[at]);
  }
  return value;
}

}  // namespace

std::optional<std::string_view> Bytes::take(std::size_t count) {
  if (count > rest_.size()) return std::nullopt;
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::optional<std::uint8_t> Bytes::byte() {
  const auto taken = take(1);
  if (!taken) return std::nullopt;
  return static_cast<std::uint8_t>(taken->front());
}

std::optional<std::uint32_t> Bytes::big16() {
  const auto taken = take(2);
  if (!taken) return std::nullopt;
  return number(*taken, false);
}

std::optional<std::uint32_t> Bytes::big32() {
  const auto taken = take(4);
  if (!taken) return std::nullopt;
  return number(*taken, false);
}

std::string big16(std::uint32_t value) {
  return {static_cast<char>((value >> 8U) & 0xFFU), static_cast<char>(value & 0xFFU)};
}

std::string big32(std::uint32_t value) {
  return big16(value >> 16U) + big16(value & 0xFFFFU);
}

// Only of the first directory, which is that of the picture itself; its thumbnail has one of its own.
unsigned orientation_of(std::string_view tiff) {
  if (tiff.size() < 8) return first;
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return first;
  const std::size_t directory = number(tiff.substr(4, 4), little);
  if (directory > tiff.size() || tiff.size() - directory < 2) return first;
  const std::size_t count = number(tiff.substr(directory, 2), little);
  std::string_view entries = tiff.substr(directory + 2);
  for (std::size_t n = 0; n < count && entries.size() >= entry_size; ++n, entries.remove_prefix(entry_size)) {
    if (number(entries.substr(0, 2), little) != orientation_tag) continue;
    const unsigned value = number(entries.substr(8, 2), little);
    return value >= first && value <= last ? value : first;
  }
  return first;
}

std::string tiff_with(unsigned orientation) {
  std::string out("MM\0*", 4);
  out += big32(8);
  out += big16(1);
  out += big16(orientation_tag) + big16(3) + big32(1) + big16(orientation) + big16(0);
  out += big32(0);
  return out;
}

}  // namespace gb::files
