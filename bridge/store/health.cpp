#include "bridge/store/health.hpp"

#include "bridge/base/log.hpp"

namespace gb::store {

Health::Health() {
  state_.since = wall_now();
}

void Health::failed(const std::string& reason, std::size_t refused, std::size_t waiting) {
  const std::lock_guard lock(mutex_);
  if (!state_.failing) {
    state_.failing = true;
    state_.since = wall_now();
    refused_before_ = state_.refused;
  }
  state_.reason = reason;
  state_.refused += refused;
  state_.waiting = waiting;
  const Tick now = std::chrono::steady_clock::now();
  if (said_ == reason && said_at_ && now - *said_at_ < say_again) return;
  said_ = reason;
  said_at_ = now;
  owes_ = true;
  log::error("store", "nothing can be written: {}. New posts are refused until this is mended; reading goes on",
             reason);
}

void Health::worked() {
  const std::lock_guard lock(mutex_);
  state_.waiting = 0;
  if (!state_.failing) return;
  const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(wall_now() - state_.since);
  state_.failing = false;
  state_.reason.clear();
  state_.since = wall_now();
  if (!owes_) return;
  owes_ = false;
  log::info("store", "the database can be written again, after {} s; {} writes were refused", lasted.count(),
            state_.refused - refused_before_);
}

bool Health::failing() const {
  const std::lock_guard lock(mutex_);
  return state_.failing;
}

Health::State Health::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace gb::store
