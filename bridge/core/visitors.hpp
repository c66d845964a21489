#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// People of the origin who have logged in here. Called on the event loop only; no call blocks.
class Visitors {
 public:
  virtual ~Visitors() = default;

  /// The origin has let somebody in with this password, and has greeted him so. Kept behind: what was kept a moment
  /// before a crash may be lost, and where very many come at once, some are not kept.
  virtual void admitted(UserPtr who, std::string password, std::string greeting) = 0;

  /// How the origin has greeted him last, if it has let him in with this password within the last 24 hours; for times
  /// when it cannot be asked. Empty otherwise.
  virtual void recall(UserId who, std::string password, Done<std::optional<std::string>> done) = 0;

  /// It does not let him in with this password. What was kept of another password stays: whoever guesses wrong takes
  /// nothing from him.
  virtual void turned_away(UserId who, std::string password) = 0;

  /// All who were ever let in, in the order of ids.
  virtual const std::vector<UserPtr>& known() const = 0;
};

}  // namespace gb::core
