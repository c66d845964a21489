// A look at the file before it is parsed; knows as little of TOML as it can.
#include "config/load/shape.hpp"

namespace gb::config {

std::optional<std::size_t> unreasonable_line(std::string_view toml) {
  constexpr std::size_t most_dots = 100;
  constexpr std::string_view ends = "={},";
  std::size_t line = 1;
  std::size_t dots = 0;
  char inside = 0;  // The quote or the '#' that we are behind, on this line.
  for (const char c : toml) {
    if (c == '\n') {
      ++line;
      dots = 0;
      inside = 0;
    } else if (inside != 0) {
      if (c == inside && c != '#') inside = 0;
    } else if (c == '"' || c == '\'' || c == '#') {
      inside = c;
    } else if (ends.find(c) != std::string_view::npos) {
      dots = 0;
    } else if (c == '.' && ++dots > most_dots) {
      return line;
    }
  }
  return std::nullopt;
}

}  // namespace gb::config
