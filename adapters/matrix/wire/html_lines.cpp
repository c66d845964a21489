#include "adapters/matrix/wire/html_lines.hpp"

#include <algorithm>
#include <utility>

namespace gb::matrix {
namespace {

constexpr std::size_t most_prefixes = 8;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

}  // namespace

void HtmlLines::text(std::string_view piece, LookId look, Blanks blanks) {
  while (!piece.empty()) {
    std::size_t length = 1;
    const char c = piece.front();
    if (!is_blank(c)) {
      length = static_cast<std::size_t>(std::ranges::find_if(piece, is_blank) - piece.begin());
      shown(piece.substr(0, length), look);
    } else if (blanks == Blanks::lines && c == '\n') {
      if (!at_edge_) break_line();
    } else if (blanks != Blanks::collapse) {
      shown(blanks == Blanks::keep && c != '\t' ? " " : piece.substr(0, 1), look);
    } else if (!space_) {
      space_ = true;
      space_look_ = look;
    }
    piece.remove_prefix(length);
  }
}

void HtmlLines::line_break() {
  if (any_ && wanted_ > 0 && breaks_ == 0) break_line();
  break_line();
}

void HtmlLines::block(std::size_t breaks) {
  wanted_ = std::max(wanted_, breaks);
  in_line_ = false;
  space_ = false;
}

void HtmlLines::tight() {
  block();
  wanted_ = 1;
}

void HtmlLines::push_prefix(std::string first, std::string rest) {
  prefixes_.push_back({std::move(first), std::move(rest)});
}

void HtmlLines::pop_prefix() {
  if (!prefixes_.empty()) prefixes_.pop_back();
}

void HtmlLines::begin_lines() {
  block();
  at_edge_ = true;
}

void HtmlLines::end_lines() {
  at_edge_ = false;
  if (any_ && breaks_ > 0) {
    out_.cut(out_.size() - breaks_);
    breaks_ = 0;
  }
  block();
}

void HtmlLines::break_line() {
  wanted_ = 0;
  in_line_ = false;
  space_ = false;
  if (out_.size() >= most_) return;
  out_.append("\n", no_look);
  ++breaks_;
}

// Everything owed before words is paid here.
void HtmlLines::begin_content() {
  if (any_)
    for (; breaks_ < wanted_; ++breaks_) out_.append("\n", no_look);
  const bool line_begins = !any_ || breaks_ > 0;
  wanted_ = 0;
  breaks_ = 0;
  any_ = true;
  at_edge_ = false;
  if (!line_begins) return;
  for (std::size_t n = 0; n < std::min(prefixes_.size(), most_prefixes); ++n)
    out_.append(std::exchange(prefixes_[n].next, prefixes_[n].rest), no_look);
}

void HtmlLines::shown(std::string_view piece, LookId look) {
  if (out_.size() >= most_) return;
  begin_content();
  if (space_ && in_line_) out_.append(" ", space_look_);
  space_ = false;
  in_line_ = true;
  out_.append(piece.substr(0, most_ - std::min(most_, out_.size())), look);
}

}  // namespace gb::matrix
