#include "protocol/engineio/heartbeat.hpp"

namespace gb::engineio {

Heartbeat::Heartbeat(Version version, Role role, const Settings& settings, Tick now)
    : pings_((version == Version::v4) == (role == Role::server)) {
  deadline_ = now + settings.ping_interval;
  if (!pings_) deadline_ += settings.ping_timeout;
}

Heartbeat::Beat Heartbeat::tick(const Settings& settings, Tick now) {
  if (now < deadline_) return Beat::nothing;
  if (!pings_ || awaits_pong_) return Beat::dead;
  awaits_pong_ = true;
  deadline_ += settings.ping_timeout;
  return now < deadline_ ? Beat::send_ping : Beat::dead;
}

bool Heartbeat::ping(const Settings& settings, Tick now) {
  if (pings_) return false;
  deadline_ = now + settings.ping_interval + settings.ping_timeout;
  return true;
}

bool Heartbeat::pong(const Settings& settings, Tick now) {
  if (!pings_) return false;
  awaits_pong_ = false;
  deadline_ = now + settings.ping_interval;
  return true;
}

}  // namespace gb::engineio
