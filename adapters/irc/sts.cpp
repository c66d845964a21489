// Strict transport security as decisions; no socket and no clock may live here.
#include "adapters/irc/sts.hpp"

#include <algorithm>
#include <charconv>

namespace gb::irc {
namespace {

constexpr std::int64_t longest_seconds = std::int64_t{10} * 365 * 24 * 3600;

template <class Number>
std::optional<Number> number(std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value < least) return std::nullopt;
  return std::min(value, most);
}

std::string_view cut(std::string_view& rest, char mark) {
  const std::string_view part = rest.substr(0, rest.find(mark));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

StsOffer read_value(std::string_view value) {
  StsOffer offer;
  while (!value.empty()) {
    std::string_view item = cut(value, ',');
    const std::string_view key = cut(item, '=');
    if (key == "port") offer.port = number<std::uint16_t>(item, 1, 65535);
    if (key == "duration")
      if (const auto seconds = number<std::int64_t>(item, 0, longest_seconds))
        offer.duration = std::chrono::seconds(*seconds);
  }
  return offer;
}

}  // namespace

std::optional<StsOffer> sts_offer(const Message& message) {
  if (message.verb != "CAP" || (message.param(1) != "LS" && message.param(1) != "NEW")) return std::nullopt;
  std::string_view list = message.params.back();
  while (!list.empty()) {
    std::string_view word = cut(list, ' ');
    if (cut(word, '=') == "sts") return read_value(word);
  }
  return std::nullopt;
}

std::optional<StsPolicy> StsPolicies::find(const std::string& host, Time now) const {
  const auto found = by_host_.find(host);
  if (found == by_host_.end() || found->second.until <= now) return std::nullopt;
  return found->second;
}

void StsPolicies::learn(const std::string& host, std::uint16_t port, std::chrono::seconds duration, Time now) {
  if (duration.count() == 0) {
    if (by_host_.erase(host) > 0 && changed_) changed_(host, std::nullopt);
    return;
  }
  const StsPolicy policy{port, duration, now + duration};
  by_host_[host] = policy;
  if (changed_) changed_(host, policy);
}

void StsPolicies::renew(const std::string& host, Time now) {
  const auto found = by_host_.find(host);
  if (found == by_host_.end()) return;
  found->second.until = now + found->second.duration;
  if (changed_) changed_(host, found->second);
}

}  // namespace gb::irc
