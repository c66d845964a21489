#include "protocol/text/utf8.hpp"

namespace gb::text {
namespace {

// What a lead byte promises (Unicode, table 3-7): how many bytes follow, and the bounds of the first of them.
struct Lead {
  std::uint8_t following = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  bool valid = true;
};

Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {};
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0x80, 0xBF, false};
}

// The payload bits of a lead byte that is followed by so many bytes.
char32_t lead_bits(std::uint8_t byte, std::uint8_t following) {
  if (following == 0) return byte;
  return byte & (0x3FU >> following);
}

}  // namespace

CodePoint next_code_point(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const Lead lead = lead_of(first);
  if (!lead.valid) return {0xFFFD, 1, false};
  char32_t value = lead_bits(first, lead.following);
  std::uint8_t low = lead.low;
  std::uint8_t high = lead.high;
  for (std::size_t n = 1; n <= lead.following; ++n) {
    if (n >= text.size()) return {0xFFFD, n, false};
    const auto byte = static_cast<std::uint8_t>(text[n]);
    if (byte < low || byte > high) return {0xFFFD, n, false};
    value = (value << 6) | (byte & 0x3FU);
    low = 0x80;
    high = 0xBF;
  }
  return {value, std::size_t{1} + lead.following, true};
}

bool is_utf8(std::string_view text) {
  Utf8Validator validator;
  return validator.feed(text) && validator.complete();
}

bool is_utf8_but_cut(std::string_view text) {
  Utf8Validator validator;
  return validator.feed(text);
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + replacement.size());
  while (!text.empty()) {
    const CodePoint next = next_code_point(text);
    out += next.valid ? text.substr(0, next.length) : replacement;
    text.remove_prefix(next.length);
  }
  return out;
}

std::size_t prefix_within(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = next_code_point(text.substr(end)).length;
    if (end > 0 && end + length > limit) break;
    end += length;
    if (end >= limit) break;
  }
  return end;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if ((byte & 0xC0) != 0x80) ++units;
    if (byte >= 0xF0) ++units;
  }
  return units;
}

void append(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

bool Utf8Validator::feed(std::string_view piece) {
  for (const char c : piece) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (missing_ == 0) {
      if (byte < 0x80) continue;
      const Lead lead = lead_of(byte);
      if (!lead.valid) return false;
      missing_ = lead.following;
      low_ = lead.low;
      high_ = lead.high;
      continue;
    }
    if (byte < low_ || byte > high_) return false;
    low_ = 0x80;
    high_ = 0xBF;
    --missing_;
  }
  return true;
}

}  // namespace gb::text
