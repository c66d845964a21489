#include "adapters/irc/last_heard.hpp"

#include <charconv>

namespace gb::irc {

LastHeard::LastHeard(const std::string& kept, Keep keep) : keep_(std::move(keep)) {
  std::int64_t milliseconds = 0;
  const char* const end = kept.data() + kept.size();
  const auto [stop, fault] = std::from_chars(kept.data(), end, milliseconds);
  if (fault != std::errc{}) return;
  time_ = Time{std::chrono::milliseconds(milliseconds)};
  if (stop != end) nick_.assign(stop + 1, end);
}

void LastHeard::advance(Time time, Tick now) {
  if (time_ && time <= *time_) return;
  time_ = time;
  changed_ = true;
  if (now - kept_at_ >= keep_every) flush(now);
}

void LastHeard::flush(Tick now) {
  if (!changed_ || !keep_) return;
  changed_ = false;
  kept_at_ = now;
  keep_(std::to_string(time_->time_since_epoch().count()) + " " + nick_);
}

}  // namespace gb::irc
