#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/result.hpp"
#include "bridge/core/accounts.hpp"
#include "bridge/gateway/login_throttle.hpp"
#include "bridge/gateway/status.hpp"

namespace gb::gateway {

/// Decides who a token belongs to (docs/protocol.md section 2). Keeps no token and logs none. Lives on the event loop.
class Logins {
 public:
  /// Both must outlive this and every verification under way.
  Logins(core::Accounts& accounts, std::uint32_t per_minute, GatewayStatus& counters)
      : accounts_(accounts), throttle_(per_minute), counters_(counters) {}

  /// What an address is told that has failed too often; nothing if it may try. For those who decide elsewhere,
  std::optional<Error> refusal_for(std::string_view address) const;
  /// and tell what came of it.
  void failed(std::string_view address);

  /// `done` is called with the account, or with what the client is told; at once or later, on the loop.
  void attempt(std::string_view token, std::string_view address, Done<core::Account> done);

  /// The same for somebody who gives his handle or id, and his password.
  void attempt_named(std::string name, std::string password, std::string_view address, Done<core::Account> done);

  /// The same for one request of somebody who asks again and again: no login that is counted, unless it fails.
  void admit(std::string_view token, std::string_view address, Done<core::Account> done);

 private:
  std::optional<Error> throttled(const std::string& key) const;
  result<core::Account> verdict(const std::string& key, result<std::optional<core::Account>> found);

  core::Accounts& accounts_;
  LoginThrottle throttle_;
  GatewayStatus& counters_;
};

}  // namespace gb::gateway
