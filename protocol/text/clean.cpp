// Judges code points one by one; no markup and no protocol may live here.
#include "protocol/text/clean.hpp"

#include "protocol/text/utf8.hpp"

namespace gb::text {
namespace {

bool is_between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool is_space(char32_t c) {
  return c == U' ' || is_between(c, 0x09, 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         is_between(c, 0x2000, 0x200A) || is_between(c, 0x2028, 0x2029) || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Joiners, fillers and variation selectors: they mean something beside others and nothing alone.
bool is_shapeless(char32_t c) {
  return c == 0xAD || c == 0x034F || c == 0x061C || is_between(c, 0x115F, 0x1160) || is_between(c, 0x17B4, 0x17B5) ||
         is_between(c, 0x180B, 0x180F) || is_between(c, 0x200B, 0x200F) || is_between(c, 0x2060, 0x206F) ||
         c == 0x2800 || c == 0x3164 || is_between(c, 0xFE00, 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
         is_between(c, 0xE0000, 0xE0FFF);
}

}  // namespace

bool is_control(char32_t c) {
  return c < 0x20 || is_between(c, 0x7F, 0x9F) || is_between(c, 0x202A, 0x202E);
}

bool is_unwelcome(char32_t c) {
  return is_control(c) || c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F || is_between(c, 0x2028, 0x2029) ||
         is_between(c, 0x2060, 0x206F) || c == 0xFEFF;
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = next_code_point(text);
    if (!is_space(next.value) && !is_control(next.value) && !is_shapeless(next.value)) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

std::string for_terminal(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint next = next_code_point(text);
    out += next.valid && !is_control(next.value) ? text.substr(0, next.length) : std::string_view("?");
    text.remove_prefix(next.length);
  }
  return out;
}

std::string clean_name(std::string_view name, std::string_view if_empty, std::size_t most) {
  std::string out;
  bool after_space = true;  // So that leading spaces go.
  for (std::size_t count = 0; !name.empty() && count < most;) {
    const CodePoint next = next_code_point(name);
    const bool space = is_space(next.value) && next.value != U'\n' && next.value != U'\r';
    if (next.valid && (space || !is_unwelcome(next.value)) && !(space && after_space)) {
      out += space ? std::string_view(" ") : name.substr(0, next.length);
      after_space = space;
      ++count;
    }
    name.remove_prefix(next.length);
  }
  while (out.ends_with(' ')) out.pop_back();
  return is_blank(out) ? std::string(if_empty) : out;
}

}  // namespace gb::text
