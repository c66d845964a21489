// Word by word: the longest common subsequence of two texts. No formats of other networks.
#include "bridge/core/correction.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bridge/core/native_text.hpp"

namespace gb::core {
namespace {

constexpr std::size_t most_words = 500;  // The table has their square.
constexpr std::string_view gap = " ... ";

using Words = std::vector<std::string_view>;

Words words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  Words words;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return words;
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

// For each word of `after`, whether it is not one of the words that stayed.
std::vector<bool> fresh_words(const Words& before, const Words& after) {
  const std::size_t width = after.size() + 1;
  std::vector<std::uint16_t> common((before.size() + 1) * width);  // Of what follows from there, in both.
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      common[i * width + j] = before[i] == after[j] ? static_cast<std::uint16_t>(common[(i + 1) * width + j + 1] + 1)
                                                    : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::vector<bool> fresh(after.size(), true);
  for (std::size_t i = 0, j = 0; i < before.size() && j < after.size();) {
    if (before[i] == after[j]) {
      fresh[j++] = false;
      ++i;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return fresh;
}

}  // namespace

std::string correction(std::string_view before, std::string_view after) {
  const Words old_words = words_of(before);
  const Words new_words = words_of(after);
  if (old_words == new_words) return {};
  std::string whole = joined(new_words);
  if (old_words.size() > most_words || new_words.size() > most_words) return whole;
  const std::vector<bool> fresh = fresh_words(old_words, new_words);
  std::string out;
  for (std::size_t n = 0; n < new_words.size(); ++n) {
    if (!fresh[n]) continue;
    if (!out.empty()) out += fresh[n - 1] ? std::string_view(" ") : gap;
    out += new_words[n];
  }
  return out.empty() || out.size() > whole.size() ? whole : out;
}

std::optional<Message> shown_where_nothing_changes(const Entry& entry, bool edits) {
  if (const auto* message = std::get_if<Message>(&entry.event)) return *message;
  const auto* edit = std::get_if<Edit>(&entry.event);
  if (edit == nullptr || !edits) return std::nullopt;
  const std::string words = correction(edit->before, edit->now.body.text);
  if (words.empty()) return std::nullopt;
  return Message{edit->now.kind, {std::string(edit_mark) + words, {}}, {}, {}};
}

}  // namespace gb::core
