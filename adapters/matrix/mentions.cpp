// Finds names in words; knows no room and no event.
#include "adapters/matrix/mentions.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace gb::matrix {
namespace {

using core::Span;
using core::Style;

constexpr std::size_t least_name = 2;
constexpr std::size_t most_work = 4'000'000;  // Bytes to look through; beyond, in crowds, nobody is called by name.
constexpr std::size_t most_places = 500;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string folded(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// What a name must not touch: other letters of a longer word, or the parts of an address.
bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
         c == '@' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const bool free_before = begin == 0 || !is_word_byte(text[begin - 1]);
  const bool free_behind = end == text.size() || !is_word_byte(text[end]);
  return free_before && free_behind;
}

bool is_closed(const Span& span) {
  return span.style == Style::link || span.style == Style::code || span.style == Style::code_block ||
         span.style == Style::mention;
}

// Words with "://" in them: natives and IRC have no spans for their links.
bool is_in_address(std::string_view text, std::size_t at) {
  constexpr std::string_view blanks = " \t\n";
  const std::size_t before = text.find_last_of(blanks, at);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view word = text.substr(begin, text.find_first_of(blanks, at) - begin);
  return word.find("://") != std::string_view::npos;
}

// Every place where a name stands, whatever else stands there; none at all where there are too many: nobody means that,
// and what follows takes the square of it.
std::vector<Span> candidates(const core::RichText& text, const std::unordered_map<std::string, std::string>& names) {
  const std::string words = folded(text.text);
  std::vector<Span> found;
  std::size_t seen = 0;
  for (const auto& [id, name] : names) {
    if (name.size() < least_name) continue;
    const std::string wanted = folded(name);
    for (std::size_t at = words.find(wanted); at != std::string::npos; at = words.find(wanted, at + wanted.size())) {
      if (++seen > most_places) return {};
      if (stands_alone(words, at, at + wanted.size()) && !is_in_address(words, at))
        found.push_back({at, at + wanted.size(), Style::mention, id});
    }
  }
  return found;
}

bool overlap(const Span& a, const Span& b) {
  return a.begin < b.end && b.begin < a.end;
}

}  // namespace

core::RichText mention_people(core::RichText text, const std::unordered_map<std::string, std::string>& names) {
  if (text.text.size() * names.size() > most_work) return text;
  std::vector<Span> found = candidates(text, names);
  const auto length = [](const Span& span) { return span.end - span.begin; };
  std::ranges::stable_sort(found, std::greater<>{}, length);
  std::vector<Span> taken;
  for (const Span& span : found) {
    const auto same_place = [&](const Span& other) { return other.begin == span.begin && other.end == span.end; };
    const bool clear = std::ranges::count_if(found, same_place) == 1;  // Two of one name: neither is called.
    const auto in_the_way = [&](const Span& other) { return overlap(span, other); };
    const auto closed = [&](const Span& other) { return is_closed(other) && overlap(span, other); };
    if (clear && std::ranges::none_of(taken, in_the_way) && std::ranges::none_of(text.spans, closed))
      taken.push_back(span);
  }
  std::ranges::move(taken, std::back_inserter(text.spans));
  std::ranges::stable_sort(text.spans, {}, &Span::begin);
  return text;
}

}  // namespace gb::matrix
