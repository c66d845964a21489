#include "bridge/app/oversight.hpp"

#include "bridge/base/log.hpp"

namespace gb::app {

void Oversight::adopt(const RunningLink& link) {
  watch_.know(link.link.room, link.link.name);
  if (link.courier) link.courier->tell(&watch_);
  apply(link, is_muted(link.link.name));
}

void Oversight::mute(const RunningLink& link, bool muted) {
  const std::string& name = link.link.name;
  if (muted == is_muted(name)) return;
  if (muted)
    muted_.insert(name);
  else
    muted_.erase(name);
  keep_(kept_prefix + name, muted ? std::optional<std::string>("1") : std::nullopt);
  apply(link, muted);
  log::warn("admin", "{} is {}, as whoever runs the bridge asked", name, muted ? "muted" : "heard again");
}

void Oversight::look(const std::string& name, const delivery::RoomState& state) {
  const bool wrong = state.condition == delivery::Condition::down || state.condition == delivery::Condition::failed;
  if (!wrong || state.reason.empty()) return;
  LastError& last = errors_[name];
  if (last.when == state.since && last.reason == state.reason) return;
  last = {state.reason, state.since};
}

const Oversight::LastError* Oversight::last_error(const std::string& name) const {
  const auto found = errors_.find(name);
  return found == errors_.end() ? nullptr : &found->second;
}

void Oversight::apply(const RunningLink& link, bool muted) {
  link.link.channel->mute(link.link.room, muted);
  if (link.courier) link.courier->mute(muted);
}

}  // namespace gb::app
