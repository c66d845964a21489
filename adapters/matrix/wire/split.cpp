#include "adapters/matrix/wire/split.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "adapters/matrix/wire/html.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

// Formatting that makes a text this many times longer is not worth it.
constexpr std::size_t most_growth = 8;

core::RichText slice(const core::RichText& text, std::size_t begin, std::size_t end) {
  core::RichText out = {text.text.substr(begin, end - begin), {}};
  for (const core::Span& span : text.spans) {
    const std::size_t from = std::clamp(span.begin, begin, end);
    const std::size_t to = std::clamp(span.end, begin, end);
    if (from < to) out.spans.push_back({from - begin, to - begin, span.style, span.value});
  }
  return out;
}

// Where a part that begins at `begin` and may go up to `end` had better end.
std::size_t break_before(std::string_view text, std::size_t begin, std::size_t end) {
  if (end >= text.size()) return text.size();
  const std::size_t half = begin + (end - begin) / 2;
  for (const char mark : {'\n', ' '}) {
    const std::size_t at = text.rfind(mark, end);
    if (at != std::string_view::npos && at > half) return at;
  }
  return begin + text::prefix_within(text.substr(begin), end - begin);
}

// The longest part from `begin` on that fits, and its end.
std::pair<core::RichText, std::size_t> next_part(const core::RichText& text, std::size_t begin, std::size_t most) {
  std::size_t room = most;
  bool formatted = true;
  while (true) {
    const std::size_t end = break_before(text.text, begin, begin + std::min(room, text.text.size() - begin));
    core::RichText part = slice(text, begin, end);
    if (!formatted) part.spans.clear();
    const std::size_t size = content_size(part);
    const bool smallest = end - begin <= 4;  // One code point.
    if (size <= most || (smallest && !formatted)) return {std::move(part), end};
    if (formatted && (smallest || size / most_growth > end - begin + most / most_growth))
      formatted = false;
    else
      room = std::max<std::size_t>(std::min((end - begin) * most / size, end - begin - 1), 1);
  }
}

// As Matrix counts it: canonical JSON, which escapes no more than it must.
std::size_t json_size(std::string_view text) {
  std::size_t size = 2;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    const bool is_short = c == '"' || c == '\\' || c == '\n' || c == '\t';
    size += is_short ? 2 : control ? 6 : 1;
  }
  return size;
}

}  // namespace

std::size_t content_size(const core::RichText& text) {
  std::size_t size = json_size(to_plain_body(text));
  if (needs_html(text)) size += json_size(to_html(text));
  return size;
}

std::vector<core::RichText> split(const core::RichText& text, std::size_t most) {
  std::vector<core::RichText> parts;
  std::size_t begin = 0;
  do {
    auto [part, end] = next_part(text, begin, most);
    parts.push_back(std::move(part));
    begin = end;
    if (begin < text.text.size() && (text.text[begin] == '\n' || text.text[begin] == ' ')) ++begin;
  } while (begin < text.text.size());
  return parts;
}

}  // namespace gb::matrix
