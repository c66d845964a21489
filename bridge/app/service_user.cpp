#include "bridge/app/service_user.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gb::app {

result<ServiceUser> find_service_user(const std::string& name) {
  errno = 0;
  const passwd* const found = ::getpwnam(name.c_str());
  if (found == nullptr) return Error{Fault::caller, false, "--service-user: this system has no user " + name};
  return ServiceUser{name, found->pw_uid, found->pw_gid};
}

result<void> become(const ServiceUser& user) {
  if (::initgroups(user.name.c_str(), user.group) == 0 && ::setgid(user.group) == 0 && ::setuid(user.id) == 0)
    return {};
  return Error{Fault::caller, false,
               "--service-user: we cannot become " + user.name + " (" + std::strerror(errno) + "); run this as root"};
}

}  // namespace gb::app
