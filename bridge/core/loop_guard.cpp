#include "bridge/core/loop_guard.hpp"

#include <algorithm>
#include <string_view>

namespace gb::core {
namespace {

// Of other scripts every byte counts as a letter.
bool is_of_a_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

bool is_a_bridges_prefix(std::string_view put_before) {
  const std::size_t end = put_before.find_last_not_of(' ');
  return end != std::string_view::npos && std::string_view(">]:").find(put_before[end]) != std::string_view::npos &&
         std::ranges::any_of(put_before, is_of_a_name);
}

}  // namespace

LoopGuard::Verdict LoopGuard::judge(RoomId room, const std::string& speaker, const std::string& text, Time now) {
  const std::string key = std::to_string(room.value) + " " + speaker;
  if (speakers_.size() >= most_speakers && !speakers_.contains(key)) forget_quietest();
  Speaker& known = speakers_[key];
  known.last = now;
  if (now < known.paused_until) return Verdict::paused;
  if (text.size() < least_text || text.size() > longest_text) return Verdict::fine;
  const int rounds = rounds_of(known, text, now);
  if (rounds >= most_rounds) {
    known.said.clear();
    known.paused_until = now + pause;
    return Verdict::loop;
  }
  known.said.push_back({text, rounds, now});
  if (known.said.size() > most_texts) known.said.pop_front();
  return Verdict::fine;
}

int LoopGuard::rounds_of(const Speaker& speaker, const std::string& text, Time now) const {
  int rounds = 0;
  for (const Said& before : speaker.said)
    if (now - before.when <= memory && text.ends_with(before.text) &&
        is_a_bridges_prefix(std::string_view(text).substr(0, text.size() - before.text.size())))
      rounds = std::max(rounds, before.rounds + 1);
  return rounds;
}

void LoopGuard::forget_quietest() {
  speakers_.erase(std::ranges::min_element(
      speakers_, {}, [](const auto& one) { return std::max(one.second.last, one.second.paused_until); }));
}

}  // namespace gb::core
