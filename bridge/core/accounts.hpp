#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// The native users. Called on the event loop only; no call blocks.
class Accounts {
 public:
  virtual ~Accounts() = default;

  /// Empty for an unknown id and for a wrong password alike, and after the same time. An error is the house's fault.
  virtual void verify(UserId id, std::string password, Done<std::optional<Account>> done) = 0;

  /// The same of who is called so: by his handle, whatever the case, or by his id in digits. A handle comes first.
  virtual void verify_named(std::string name, std::string password, Done<std::optional<Account>> done) = 0;

  /// Everyone who has an account, in the order of ids; a snapshot that may lag behind `user add` by seconds.
  virtual const std::vector<UserPtr>& natives() = 0;

  /// False once the account is gone or its password is another one than at the login: whoever came in with it has to
  /// go. From memory, as of the last change told.
  virtual bool stands(UserId id, std::uint64_t login) const = 0;

  /// `changed` is called on the loop within seconds of any change of accounts, until `forget`.
  virtual void watch(std::function<void()> changed) = 0;
  virtual void forget() = 0;
};

}  // namespace gb::core
