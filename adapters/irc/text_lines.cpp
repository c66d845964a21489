// Rich text to lines with formatting codes; nothing about people, channels or the wire may live here.
#include "adapters/irc/text_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "adapters/irc/wire/formatting.hpp"
#include "adapters/irc/wire/split.hpp"

namespace gb::irc {
namespace {

using core::Style;

constexpr int most_tries = 4;

struct Colour {
  int red, green, blue;
};

// The sixteen colours that all clients know, by number.
constexpr std::array<Colour, 16> palette = {{{255, 255, 255},
                                             {0, 0, 0},
                                             {0, 0, 127},
                                             {0, 147, 0},
                                             {255, 0, 0},
                                             {127, 0, 0},
                                             {156, 0, 156},
                                             {252, 127, 0},
                                             {255, 255, 0},
                                             {0, 252, 0},
                                             {0, 147, 147},
                                             {0, 255, 255},
                                             {0, 0, 252},
                                             {255, 0, 255},
                                             {127, 127, 127},
                                             {210, 210, 210}}};

std::optional<int> component(std::string_view hex) {
  int value = 0;
  const auto [end, fault] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  if (fault != std::errc{} || end != hex.data() + hex.size()) return std::nullopt;
  return value;
}

// The code of the nearest colour for "#rrggbb"; empty for anything else.
std::string colour_code(std::string_view value) {
  if (value.size() != 7 || value.front() != '#') return {};
  const auto red = component(value.substr(1, 2));
  const auto green = component(value.substr(3, 2));
  const auto blue = component(value.substr(5, 2));
  if (!red || !green || !blue) return {};
  const auto distance = [&](const Colour& c) {
    return (c.red - *red) * (c.red - *red) + (c.green - *green) * (c.green - *green) +
           (c.blue - *blue) * (c.blue - *blue);
  };
  const auto nearest = std::ranges::min_element(palette, {}, distance);
  const auto number = nearest - palette.begin();
  return "\x03" + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

std::string opening(const core::Span& span, bool colours) {
  switch (span.style) {
    case Style::bold:
      return "\x02";
    case Style::italic:
      return "\x1d";
    case Style::underline:
      return "\x1f";
    case Style::strike:
      return "\x1e";
    case Style::code:
    case Style::code_block:
      return "\x11";
    case Style::colour:
      return colours ? colour_code(span.value) : std::string();
    case Style::link:
    case Style::mention:
      return {};
  }
  return {};
}

/// A code at a place of the text.
struct Mark {
  std::size_t at;
  std::string code;
};

// The codes of one line [begin, end), in order of place; what ends comes before what begins there.
std::vector<Mark> marks_of(const core::RichText& body, std::size_t begin, std::size_t end, bool colours) {
  std::vector<Mark> opened;
  std::vector<Mark> closed;
  for (const core::Span& span : body.spans) {
    const std::size_t from = std::max(span.begin, begin);
    const std::size_t to = std::min(span.end, end);
    if (from >= to) continue;
    const std::string code = opening(span, colours);
    if (code.empty()) continue;
    opened.push_back({from, code});
    closed.push_back({to, code.front() == '\x03' ? "\x03" : code});
  }
  closed.insert(closed.end(), opened.begin(), opened.end());
  std::ranges::stable_sort(closed, {}, &Mark::at);
  return closed;
}

std::string coded(const core::RichText& body, std::size_t begin, std::size_t end, bool colours) {
  std::string out;
  std::size_t at = begin;
  for (const Mark& mark : marks_of(body, begin, end, colours)) {
    out += std::string_view(body.text).substr(at, mark.at - at);
    out += mark.code;
    at = mark.at;
    // A digit or comma of the text must not be read as part of the colour: bold on and off stands between.
    const char next = at < end ? body.text[at] : ' ';
    if (mark.code.front() == '\x03' && ((next >= '0' && next <= '9') || next == ',')) out += "\x02\x02";
  }
  out += std::string_view(body.text).substr(at, end - at);
  return defuse_mentions(std::move(out));
}

std::vector<std::string> coded_lines(const core::RichText& body, std::size_t limit, bool colours) {
  std::vector<std::string> lines = split_text(body.text, limit);
  std::size_t from = 0;
  for (std::string& line : lines) {
    // Lines are pieces of the text in its order, so that each is found where the one before has ended.
    const std::size_t begin = body.text.find(line, from);
    from = begin + line.size();
    line = coded(body, begin, from, colours);
  }
  return lines;
}

bool is_plain(const core::RichText& body) {
  return body.spans.empty() && body.text.find('@') == std::string::npos;
}

}  // namespace

std::vector<std::string> text_lines(const core::RichText& body, std::size_t room, bool colours) {
  core::RichText clean = body;
  std::ranges::replace_if(
      clean.text, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r') || c == 0x7f; },
      ' ');
  if (is_plain(clean)) return split_text(clean.text, room);
  std::size_t limit = room;
  for (int tries = 0; tries < most_tries; ++tries) {
    std::vector<std::string> lines = coded_lines(clean, limit, colours);
    std::size_t longest = 0;
    for (const std::string& line : lines) longest = std::max(longest, line.size());
    if (longest <= room) return lines;
    const std::size_t excess = longest - room;
    if (excess >= limit / 2) break;
    limit -= excess;
  }
  // So many codes that there is no room for words: the words win.
  return split_text(defuse_mentions(std::move(clean.text)), room);
}

}  // namespace gb::irc
