#include "adapters/matrix/wire/names.hpp"

#include <cstddef>

#include "adapters/matrix/wire/ids.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

constexpr std::size_t most_name = 100;  // Code points.
constexpr std::size_t most_file_name = 120;
constexpr std::size_t most_extension = 12;

std::string cleaned(std::string_view name) {
  std::string out;
  std::size_t count = 0;
  bool space = true;  // So that leading spaces go.
  while (!name.empty() && count < most_name) {
    const text::CodePoint next = text::next_code_point(name);
    const bool blank = next.value == U' ' || next.value == 0xA0 || next.value == U'\t' || next.value == U'\n';
    if (next.valid && (blank ? !space : !is_unwelcome(next.value))) {
      out += blank ? std::string_view(" ") : name.substr(0, next.length);
      space = blank;
      ++count;
    }
    name.remove_prefix(next.length);
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// Joiners and blanks of other scripts are welcome inside a name, but make none by themselves.
bool is_visible(std::string_view name) {
  while (!name.empty()) {
    const text::CodePoint next = text::next_code_point(name);
    const char32_t c = next.value;
    const bool hidden = c == U' ' || c == 0xAD || (c >= 0x2000 && c <= 0x200D) || c == 0x202F || c == 0x205F ||
                        (c >= 0x2060 && c <= 0x2064) || c == 0x3000 || c == 0x3164 || c == 0x115F || c == 0x1160 ||
                        (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE0FFF);
    if (!hidden) return true;
    name.remove_prefix(next.length);
  }
  return false;
}

}  // namespace

bool is_unwelcome(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0x061C;
}

std::string display_name(std::string_view name, std::string_view user_id) {
  for (const std::string_view candidate : {name, localpart(user_id), user_id}) {
    std::string out = cleaned(candidate);
    if (is_visible(out)) return out;
  }
  return "somebody";
}

std::string file_name(std::string_view name, std::string_view if_empty) {
  std::string out;
  while (!name.empty()) {
    const text::CodePoint next = text::next_code_point(name);
    if (next.value == U'/' || next.value == U'\\')
      out += '_';
    else if (next.valid && !is_unwelcome(next.value))
      out += name.substr(0, next.length);
    name.remove_prefix(next.length);
  }
  out.erase(0, std::min(out.find_first_not_of(" ."), out.size()));
  while (out.ends_with(' ') || out.ends_with('.')) out.pop_back();
  if (out.size() > most_file_name) {
    const std::size_t dot = out.rfind('.');
    const bool short_enough = dot != std::string::npos && out.size() - dot <= most_extension;
    const std::string extension = short_enough ? out.substr(dot) : std::string();
    out = out.substr(0, text::prefix_within(out, most_file_name - extension.size())) + extension;
  }
  return out.empty() ? std::string(if_empty) : out;
}

}  // namespace gb::matrix
