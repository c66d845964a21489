#include "bridge/app/waiting.hpp"

#include <chrono>

namespace gb::app {
namespace {

constexpr std::chrono::milliseconds often_enough{900};  // Those who look each second get a new number each time.

}  // namespace

std::uint64_t Waiting::count(const delivery::Courier& courier) {
  const delivery::Link& link = courier.link();
  core::ChannelLog& log = link.channel->log();
  const Seq position = courier.cursor();
  const core::ChannelLog::Waiting waiting = log.waiting_for(link.room, position);
  if (position >= waiting.before) {
    behind_.erase(link.room);
    return waiting.in_memory;
  }
  std::shared_ptr<Behind>& behind = behind_[link.room];
  if (!behind) behind = std::make_shared<Behind>();
  ask(behind, {link.room, log.channel(), position, waiting.before});
  return waiting.in_memory + behind->known;
}

void Waiting::ask(const std::shared_ptr<Behind>& behind, core::Stretch stretch) {
  const Tick now = std::chrono::steady_clock::now();
  if (behind->asking || (behind->asked != Tick{} && now - behind->asked < often_enough)) return;
  behind->asking = true;
  behind->asked = now;
  ledger_.count(stretch, [weak = std::weak_ptr(behind)](const result<std::size_t>& count) {
    const auto self = weak.lock();
    if (!self) return;
    self->asking = false;
    if (count) self->known = *count;
  });
}

}  // namespace gb::app
