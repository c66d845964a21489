#pragma once

#include <sys/types.h>
#include <string>

#include "bridge/base/result.hpp"

namespace gb::app {

/// The system's user that the bridge runs as.
struct ServiceUser {
  std::string name;
  uid_t id = 0;
  gid_t group = 0;
};

result<ServiceUser> find_service_user(const std::string& name);

/// From now on this process is that user, for good: what it makes is his, and what he cannot read, it cannot.
/// Needs root; no other thread may run.
result<void> become(const ServiceUser& user);

}  // namespace gb::app
