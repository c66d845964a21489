#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the readers of the three formats share.
namespace gb::files {

/// Bytes that are taken from the front, as far as there are any.
class Bytes {
 public:
  explicit Bytes(std::string_view all) : rest_(all) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  /// Nothing if there are fewer; then nothing is taken.
  std::optional<std::string_view> take(std::size_t count);
  std::optional<std::uint8_t> byte();
  std::optional<std::uint32_t> big16();
  std::optional<std::uint32_t> big32();

 private:
  std::string_view rest_;
};

std::string big16(std::uint32_t value);
std::string big32(std::uint32_t value);

/// The orientation (2 to 8) that a TIFF structure, as Exif has it, gives its picture; 1 if it gives none.
unsigned orientation_of(std::string_view tiff);

/// The smallest TIFF structure that gives an orientation.
std::string tiff_with(unsigned orientation);

std::optional<std::string> stripped_png(std::string_view bytes);
std::optional<std::string> stripped_jpeg(std::string_view bytes);
std::optional<std::string> stripped_gif(std::string_view bytes);

std::size_t scans_of_jpeg(std::string_view bytes);

}  // namespace gb::files
