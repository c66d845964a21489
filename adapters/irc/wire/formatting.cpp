#include "adapters/irc/wire/formatting.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

using core::Style;

constexpr std::string_view zero_width_space = "\xE2\x80\x8B";
constexpr std::array<int, 10> name_colours = {2, 3, 4, 5, 6, 7, 9, 10, 12, 13};
constexpr std::array<std::string_view, 16> palette = {"#ffffff", "#000000", "#00007f", "#009300", "#ff0000", "#7f0000",
                                                      "#9c009c", "#fc7f00", "#ffff00", "#00fc00", "#009393", "#00ffff",
                                                      "#0000fc", "#ff00ff", "#7f7f7f", "#d2d2d2"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class FormattingReader {
 public:
  explicit FormattingReader(std::string_view text) : rest_(text) {}

  core::RichText read() {
    while (!rest_.empty()) {
      const text::CodePoint next = text::next_code_point(rest_);
      const std::string_view bytes = rest_.substr(0, next.length);
      rest_.remove_prefix(next.length);
      if (!code(next.value)) out_.text += bytes;
    }
    while (!open_.empty()) close(open_.begin()->first);
    std::ranges::stable_sort(out_.spans, {}, &core::Span::begin);
    return std::move(out_);
  }

 private:
  bool code(char32_t c) {
    switch (c) {
      case '\x02':
        return toggle(Style::bold);
      case '\x1d':
        return toggle(Style::italic);
      case '\x1f':
        return toggle(Style::underline);
      case '\x1e':
        return toggle(Style::strike);
      case '\x11':
        return toggle(Style::code);
      case '\x03':
        return colour();
      case '\x04':
        return hex_colour();
      case '\x16':
        return true;  // Reverse video has no place in rich text.
      case '\n':      // Of a message with many lines: formatting ends with the line.
      case '\x0f':
        while (!open_.empty()) close(open_.begin()->first);
        return c != '\n';
      default:
        return c != U'\t' && text::is_control(c);  // No other control character is shown.
    }
  }

  bool toggle(Style style) {
    if (open_.contains(style))
      close(style);
    else
      open_[style] = {out_.text.size(), {}};
    return true;
  }

  void close(Style style) {
    const auto found = open_.find(style);
    if (found == open_.end()) return;
    const auto [begin, value] = found->second;
    open_.erase(found);
    if (begin < out_.text.size()) out_.spans.push_back({begin, out_.text.size(), style, value});
  }

  // One or two digits, and a background after a comma only if digits follow it.
  std::optional<std::size_t> digits() {
    std::size_t value = 0;
    std::size_t count = 0;
    while (count < 2 && count < rest_.size() && is_digit(rest_[count]))
      value = value * 10 + static_cast<std::size_t>(rest_[count++] - '0');
    rest_.remove_prefix(count);
    if (count == 0) return std::nullopt;
    return value;
  }

  bool colour() {
    close(Style::colour);
    const auto foreground = digits();
    if (!foreground) return true;
    if (rest_.size() > 1 && rest_[0] == ',' && is_digit(rest_[1])) {
      rest_.remove_prefix(1);
      digits();
    }
    if (*foreground < palette.size()) open_[Style::colour] = {out_.text.size(), std::string(palette.at(*foreground))};
    return true;
  }

  std::optional<std::string> hex() {
    if (rest_.size() < 6 || !std::all_of(rest_.begin(), rest_.begin() + 6, is_hex)) return std::nullopt;
    std::string value = "#" + std::string(rest_.substr(0, 6));
    rest_.remove_prefix(6);
    return value;
  }

  bool hex_colour() {
    close(Style::colour);
    const auto foreground = hex();
    if (!foreground) return true;
    if (rest_.size() > 6 && rest_[0] == ',' && std::all_of(rest_.begin() + 1, rest_.begin() + 7, is_hex))
      rest_.remove_prefix(7);
    open_[Style::colour] = {out_.text.size(), *foreground};
    return true;
  }

  std::string_view rest_;
  core::RichText out_;
  std::map<Style, std::pair<std::size_t, std::string>> open_;
};

std::size_t first_length(std::string_view text) {
  return text.empty() ? 0 : text::next_code_point(text).length;
}

}  // namespace

core::RichText read_formatting(std::string_view text) {
  return FormattingReader(text).read();
}

std::string unpinged(std::string_view clean_name) {
  const std::size_t first = first_length(clean_name);
  std::string out(clean_name.substr(0, first));
  if (first < clean_name.size()) out += zero_width_space;
  out += clean_name.substr(first);
  return out;
}

std::string name_prefix(std::string_view clean_name, bool plain) {
  const std::string name = unpinged(clean_name);
  if (plain) return "<" + name + "> ";
  std::size_t hash = 5381;
  for (const char c : clean_name) hash = hash * 33 + static_cast<unsigned char>(c);
  const int colour = name_colours.at(hash % name_colours.size());
  return "<\x03" + std::string(colour < 10 ? "0" : "") + std::to_string(colour) + name + "\x03> ";
}

// Only where it stands as a word of its own: addresses (mail@everyone.example) and links are not touched.
std::string defuse_mentions(std::string text) {
  constexpr std::string_view before = " \t\n([{<\"'*_~,;:!?";
  for (const std::string_view word : {"@everyone", "@here", "@room"})
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
      if (at == 0 || before.find(text[at - 1]) != std::string_view::npos) text.insert(at + 1, zero_width_space);
  return text;
}

}  // namespace gb::irc
