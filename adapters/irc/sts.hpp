#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"

/// Strict transport security (IRCv3 `sts`): a host that has once asked for TLS is never again spoken to without.
/// Pure: values and times in, decisions out.
namespace gb::irc {

/// What a server offers in CAP LS or CAP NEW under `sts`.
struct StsOffer {
  std::optional<std::uint16_t> port;             ///< Where TLS is; means something on a connection without it.
  std::optional<std::chrono::seconds> duration;  ///< How long to remember; means something on a connection with it.
};

/// Nothing if the message is no list of offers or has no `sts` in it.
std::optional<StsOffer> sts_offer(const Message& message);

struct StsPolicy {
  std::uint16_t port = 0;
  std::chrono::seconds duration{0};
  Time until;
};

/// The policies of all hosts. In memory; `changed` lets somebody keep them on disk.
class StsPolicies {
 public:
  using OnChange = std::function<void(const std::string& host, const std::optional<StsPolicy>& policy)>;

  explicit StsPolicies(OnChange changed = {}) : changed_(std::move(changed)) {}

  /// Puts back what `changed` was told in an earlier run.
  void restore(const std::string& host, const StsPolicy& policy) { by_host_[host] = policy; }

  /// Nothing where there is none or it has expired.
  std::optional<StsPolicy> find(const std::string& host, Time now) const;

  /// A verified TLS connection to `port` has said so. A duration of 0 takes the policy back.
  void learn(const std::string& host, std::uint16_t port, std::chrono::seconds duration, Time now);

  /// A TLS connection has ended: the policy counts from now on.
  void renew(const std::string& host, Time now);

 private:
  std::map<std::string, StsPolicy> by_host_;
  OnChange changed_;
};

}  // namespace gb::irc
