#include "bridge/app/kept_sts.hpp"

#include <fmt/format.h>

#include <sstream>

namespace gb::app {
namespace {

constexpr const char* prefix = "irc sts ";

std::string to_text(const irc::StsPolicy& policy) {
  return fmt::format("{} {} {}", policy.port, policy.duration.count(), policy.until.time_since_epoch().count());
}

std::optional<irc::StsPolicy> from_text(const std::string& text) {
  std::istringstream in(text);
  std::int64_t duration = 0;
  std::int64_t until = 0;
  irc::StsPolicy policy;
  if (!(in >> policy.port >> duration >> until)) return std::nullopt;
  policy.duration = std::chrono::seconds(duration);
  policy.until = Time{std::chrono::milliseconds(until)};
  return policy;
}

}  // namespace

irc::StsPolicies kept_sts_policies(store::Kept& kept) {
  irc::StsPolicies policies([&kept](const std::string& host, const std::optional<irc::StsPolicy>& policy) {
    kept.write(prefix + host, policy ? std::optional(to_text(*policy)) : std::nullopt);
  });
  for (const auto& [name, text] : kept.read(prefix))
    if (const auto policy = from_text(text)) policies.restore(name.substr(std::string_view(prefix).size()), *policy);
  return policies;
}

}  // namespace gb::app
