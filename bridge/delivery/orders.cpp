// What whoever runs the bridge may ask of a courier.
#include <utility>

#include "bridge/delivery/courier.hpp"

namespace gb::delivery {

namespace asio = boost::asio;

void Courier::mute(bool muted) {
  if (std::exchange(muted_, muted) == muted) return;
  if (!muted) was_away_ = true;
  wake();
}

void Courier::skip_backlog() {
  skip_asked_ = true;
  wake();
}

// The limits of a room that was away, with nothing let through.
asio::awaitable<void> Courier::skip_as_asked() {
  skip_asked_ = false;
  Backlog backlog(link_.room, {limits_.age, 0}, wall_now());
  const bool looked = co_await look_through(backlog);
  skip_asked_ = skip_asked_ || !looked;  // A log that cannot be read now is asked again.
  if (!looked) co_return;
  for (const core::EntryPtr& removal : backlog.removals())
    if (late_removals_.size() < Backlog::most_removals) late_removals_.push_back(removal);
  if (backlog.skipped_to() > Seq{}) skip(backlog, "as whoever runs the bridge asked");
}

asio::awaitable<bool> Courier::carry_owed_removals() {
  const std::vector<core::EntryPtr> removals = late_removals_;
  const bool told = co_await carry_removals(removals);
  if (told)
    late_removals_.erase(late_removals_.begin(), late_removals_.begin() + static_cast<std::ptrdiff_t>(removals.size()));
  co_return told;
}

}  // namespace gb::delivery
