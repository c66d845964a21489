// Failed logins per address. Pure bookkeeping over times that are passed in: no clock, no log, no socket.
#include "bridge/gateway/login_throttle.hpp"

#include <boost/asio/ip/address.hpp>

namespace gb::gateway {

std::string throttle_key(std::string_view address) {
  boost::system::error_code failed;
  const auto parsed = boost::asio::ip::make_address(address, failed);
  if (failed) return std::string(address);
  if (parsed.is_v4()) return parsed.to_string();
  const auto v6 = parsed.to_v6();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  auto bytes = v6.to_bytes();
  for (std::size_t n = 8; n < bytes.size(); ++n) bytes.at(n) = 0;
  return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

std::optional<std::chrono::seconds> LoginThrottle::wait(const std::string& key, Tick now) const {
  const auto found = failures_.find(key);
  if (found == failures_.end() || found->second.count < per_minute_) return std::nullopt;
  const auto left = found->second.since + window - now;
  if (left <= Tick::duration::zero()) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(left);
}

void LoginThrottle::failed(const std::string& key, Tick now) {
  if (per_minute_ == 0) return;
  forget_old(now);
  const auto [found, first] = failures_.try_emplace(key, Failures{now, 0});
  if (first) by_age_.push_back(key);
  ++found->second.count;
}

void LoginThrottle::forget_old(Tick now) {
  while (!by_age_.empty()) {
    const auto oldest = failures_.find(by_age_.front());
    if (now - oldest->second.since < window && failures_.size() < most_addresses) return;
    failures_.erase(oldest);
    by_age_.pop_front();
  }
}

}  // namespace gb::gateway
