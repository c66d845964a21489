#include "config/load/problem.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace gb::config {
namespace {

// Levenshtein's distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t n = 0; n < row.size(); ++n) row[n] = n;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string to_string(const Problem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += fmt::format(":{}:{}", problem.line, problem.column);
  out += problem.warning ? ": warning: " : ": error: ";
  if (!problem.key.empty()) out += problem.key + ": ";
  out += problem.message;
  if (!problem.hint.empty()) out += " (" + problem.hint + ")";
  return out;
}

std::string nearest(const std::string& wrong, const std::vector<std::string>& names) {
  const auto closest =
      std::ranges::min_element(names, {}, [&](const std::string& name) { return distance(wrong, name); });
  if (closest == names.end()) return {};
  return distance(wrong, *closest) <= std::max<std::size_t>(2, wrong.size() / 3) ? *closest : std::string();
}

}  // namespace gb::config
