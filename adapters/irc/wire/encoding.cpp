#include "adapters/irc/wire/encoding.hpp"

#include <array>

#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

// 0x80 to 0x9f of windows-1252 (the WHATWG table); five are undefined and stay control characters.
constexpr std::array<char32_t, 32> windows_1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

bool has_multibyte(std::string_view bytes) {
  while (!bytes.empty()) {
    const text::CodePoint next = text::next_code_point(bytes);
    if (next.valid && next.length > 1) return true;
    bytes.remove_prefix(next.length);
  }
  return false;
}

}  // namespace

std::string decode_line(std::string_view bytes, std::string_view fallback) {
  if (text::is_utf8(bytes)) return std::string(bytes);
  if (text::is_utf8_but_cut(bytes) && has_multibyte(bytes)) return text::to_utf8(bytes);
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool special = fallback == "windows-1252" && byte >= 0x80 && byte < 0xA0;
    text::append(out, special ? windows_1252.at(byte - 0x80U) : byte);
  }
  return out;
}

}  // namespace gb::irc
