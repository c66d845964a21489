// Code in plain text; no other markup is read here, since natives write plain text.
#include "adapters/irc/code_marks.hpp"

#include <string>

namespace gb::irc {
namespace {

constexpr std::string_view fence = "```";

bool is_language(std::string_view word) {
  return word.find_first_of(" \t`") == std::string_view::npos;
}

/// Builds the text piece by piece.
class Marker {
 public:
  void plain(std::string_view text) {
    if (ends_with_block_ && !text.empty()) {
      text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
      if (!text.empty()) out_.text += '\n';
      ends_with_block_ = text.empty();
    }
    out_.text += text;
  }

  void code(std::string_view text) {
    const std::size_t begin = out_.text.size();
    out_.text += text;
    out_.spans.push_back({begin, out_.text.size(), core::Style::code, {}});
  }

  void block(std::string_view text) {
    while (out_.text.ends_with(' ')) out_.text.pop_back();
    if (!out_.text.empty() && !out_.text.ends_with('\n')) out_.text += '\n';
    while (text.ends_with('\n')) text.remove_suffix(1);
    const std::size_t begin = out_.text.size();
    out_.text += text;
    if (out_.text.size() > begin) out_.spans.push_back({begin, out_.text.size(), core::Style::code_block, {}});
    ends_with_block_ = true;
  }

  core::RichText take() { return std::move(out_); }

 private:
  core::RichText out_;
  bool ends_with_block_ = false;
};

// Takes a fenced block off the front of `rest`; false if it has no end.
bool take_block(std::string_view& rest, Marker& marker) {
  const std::size_t end = rest.find(fence, fence.size());
  if (end == std::string_view::npos) return false;
  std::string_view inside = rest.substr(fence.size(), end - fence.size());
  const std::size_t line_end = inside.find('\n');
  if (line_end == std::string_view::npos) {
    marker.code(inside);
  } else {
    if (is_language(inside.substr(0, line_end))) inside.remove_prefix(line_end + 1);
    marker.block(inside);
  }
  rest.remove_prefix(end + fence.size());
  return true;
}

// Takes `x` off the front; false if it has no end on its line, or nothing in it.
bool take_code(std::string_view& rest, Marker& marker) {
  const std::size_t end = rest.find_first_of("`\n", 1);
  if (end == std::string_view::npos || end == 1 || rest[end] == '\n') return false;
  marker.code(rest.substr(1, end - 1));
  rest.remove_prefix(end + 1);
  return true;
}

}  // namespace

core::RichText mark_code(std::string_view typed) {
  Marker marker;
  while (!typed.empty()) {
    const std::size_t mark = typed.find('`');
    marker.plain(typed.substr(0, mark));
    if (mark == std::string_view::npos) break;
    typed.remove_prefix(mark);
    if (typed.starts_with(fence) ? take_block(typed, marker) : take_code(typed, marker)) continue;
    const std::size_t ticks = std::min(typed.find_first_not_of('`'), typed.size());
    marker.plain(typed.substr(0, ticks));
    typed.remove_prefix(ticks);
  }
  return marker.take();
}

}  // namespace gb::irc
