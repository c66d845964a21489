#include "bridge/core/copy_guard.hpp"

#include <algorithm>
#include <functional>

namespace gb::core {
namespace {

// Of other scripts every byte counts as a letter.
bool is_of_a_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

}  // namespace

bool is_a_bridges_prefix(std::string_view put_before) {
  const std::size_t end = put_before.find_last_not_of(' ');
  return end != std::string_view::npos && std::string_view(">]:").find(put_before[end]) != std::string_view::npos &&
         std::ranges::any_of(put_before, is_of_a_name);
}

bool CopyGuard::judge(const std::string& speaker, const std::string& text, Time now) {
  const Line* original = text.size() > 2 * longest_line ? nullptr : original_of(speaker, text, now);
  if (original == nullptr) {
    remember(speaker, text, now);
    if (const auto known = copiers_.find(speaker); text.size() >= least_line && known != copiers_.end())
      known->second.echoes.clear();
    return false;
  }
  if (copiers_.size() >= most_speakers && !copiers_.contains(speaker))
    copiers_.erase(std::ranges::min_element(copiers_, {}, [](const auto& one) { return one.second.last; }));
  Copier& copier = copiers_[speaker];
  copier.last = now;
  const std::size_t what = std::hash<std::string>{}(original->text);
  const bool caught = text.size() == original->text.size() ? echoed(copier, what) : copied(copier, what, now);
  if (caught) copiers_.erase(speaker);
  return caught;
}

// Only what comes last of a text is looked for: bridges put things before it.
const CopyGuard::Line* CopyGuard::original_of(const std::string& speaker, std::string_view text, Time now) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    if (line->speaker == speaker || std::chrono::abs(now - line->when) > soon || !text.ends_with(line->text)) continue;
    const std::string_view before = text.substr(0, text.size() - line->text.size());
    if (before.empty() || is_a_bridges_prefix(before)) return &*line;
  }
  return nullptr;
}

bool CopyGuard::copied(Copier& copier, std::size_t what, Time now) const {
  std::erase_if(copier.copies, [&](const Copy& copy) { return now - copy.when > memory; });
  const bool known = std::ranges::any_of(copier.copies, [&](const Copy& copy) { return copy.what == what; });
  if (!known) copier.copies.push_back({what, now});
  return copier.copies.size() >= most_copies;
}

bool CopyGuard::echoed(Copier& copier, std::size_t what) {
  if (std::ranges::find(copier.echoes, what) == copier.echoes.end()) copier.echoes.push_back(what);
  return copier.echoes.size() >= most_echoes;
}

// Rooms that take one line at a time are given a text line by line, and it comes back that way.
void CopyGuard::remember(const std::string& speaker, std::string_view text, Time now) {
  for (std::size_t lines = 0; !text.empty() && lines < most_lines; ++lines) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.size() < least_line || line.size() > longest_line) continue;
    lines_.push_back({speaker, std::string(line), now});
    if (lines_.size() > most_lines) lines_.pop_front();
  }
}

}  // namespace gb::core
