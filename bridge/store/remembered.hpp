#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "bridge/base/ids.hpp"

namespace gb::store {

/// Verified passwords, remembered as a keyed hash that is worthless outside this process. Loop only.
class Remembered {
 public:
  static constexpr std::size_t most = 50'000;

  Remembered();

  /// `context`: with another one, the password counts as unknown.
  void keep(UserId id, const std::string& password, const std::string& context);
  bool knows(UserId id, const std::string& password, const std::string& context) const;

 private:
  std::string mark(UserId id, const std::string& password, const std::string& context) const;

  std::string key_;
  std::unordered_map<UserId, std::string> marks_;
};

}  // namespace gb::store
