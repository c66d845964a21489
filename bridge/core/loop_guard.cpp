#include "bridge/core/loop_guard.hpp"

#include <algorithm>
#include <string_view>

#include "bridge/core/copy_guard.hpp"

namespace gb::core {
LoopGuard::Speaker& LoopGuard::known(RoomId room, const std::string& speaker, Time now) {
  const std::string key = std::to_string(room.value) + " " + speaker;
  if (speakers_.size() >= most_speakers && !speakers_.contains(key)) forget_quietest();
  Speaker& known = speakers_[key];
  known.last = now;
  return known;
}

void LoopGuard::mute(RoomId room, const std::string& speaker, Time now) {
  Speaker& muted = known(room, speaker, now);
  muted.said.clear();
  muted.paused_until = now + pause;
}

LoopGuard::Verdict LoopGuard::judge(RoomId room, const std::string& speaker, const std::string& text, Time now) {
  Speaker& known = this->known(room, speaker, now);
  if (now < known.paused_until) return Verdict::paused;
  if (text.size() < least_text || text.size() > longest_text) return Verdict::fine;
  const int rounds = rounds_of(known, text, now);
  if (rounds >= most_rounds) {
    mute(room, speaker, now);
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
