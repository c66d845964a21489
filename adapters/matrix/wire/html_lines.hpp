#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/matrix/wire/looks.hpp"

namespace gb::matrix {

/// How white space in a piece of HTML is taken.
enum class Blanks {
  collapse,  ///< As in HTML: any number of blanks is one, none at the edges of a line.
  keep,      ///< Inline code: spaces and tabs stay, a line break is a space.
  lines,     ///< <pre>: everything stays.
};

/// Lays the words of HTML out as lines of text. Knows blocks, line breaks and what every line of a quote or list
/// begins with, but no elements. What is over `most` bytes is dropped.
class HtmlLines {
 public:
  explicit HtmlLines(std::size_t most) : most_(most) {}

  LookId id_of(const Look& look) { return out_.id_of(look); }
  const Look& look(LookId id) const { return out_.look(id); }

  void text(std::string_view piece, LookId look, Blanks blanks);

  /// <br>.
  void line_break();

  /// A block begins or ends here: what follows is on a new line, after `breaks` - 1 blank ones.
  void block(std::size_t breaks = 1);

  /// An item of a list begins: no blank line before it, whatever came before.
  void tight();

  /// Lines from here on begin with `first` once and then with `rest`; the deepest ones are not shown.
  void push_prefix(std::string first, std::string rest);
  void pop_prefix();

  /// <pre> begins and ends: the line breaks at its edges go.
  void begin_lines();
  void end_lines();

  Styled take() { return std::move(out_); }

 private:
  struct Prefix {
    std::string next;
    std::string rest;
  };

  void shown(std::string_view piece, LookId look);
  void break_line();
  void begin_content();

  std::size_t most_;
  Styled out_;
  std::vector<Prefix> prefixes_;
  std::size_t wanted_ = 0;  // Line breaks owed before the next words.
  std::size_t breaks_ = 0;  // Line breaks that stand at the end.
  bool any_ = false;        // There have been words.
  bool in_line_ = false;    // There have been words on this line.
  bool at_edge_ = false;    // At the beginning of a <pre>.
  bool space_ = false;      // A collapsed space is owed.
  LookId space_look_ = no_look;
};

}  // namespace gb::matrix
