#include "protocol/text/base64.hpp"

#include <array>
#include <cstdint>

namespace gb::text {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t n = 0; n < alphabet.size(); ++n)
    values.at(static_cast<unsigned char>(alphabet[n])) = static_cast<std::int8_t>(n);
  return values;
}

constexpr std::array<std::int8_t, 256> values = make_values();

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t n = 0; n < bytes.size(); n += 3) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0U;
    };
    const std::uint32_t group = (byte(n) << 16) | (byte(n + 1) << 8) | byte(n + 2);
    out += alphabet[group >> 18];
    out += alphabet[(group >> 12) & 63];
    out += n + 1 < bytes.size() ? alphabet[(group >> 6) & 63] : '=';
    out += n + 2 < bytes.size() ? alphabet[group & 63] : '=';
  }
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  const bool padded = text.size() % 4 == 0;
  for (int n = 0; n < 2 && padded && text.ends_with('='); ++n) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::int8_t value = values.at(static_cast<unsigned char>(c));
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xFF);
    }
  }
  return out;
}

}  // namespace gb::text
