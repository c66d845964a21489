#include "bridge/app/new_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gb::app {
namespace {

constexpr mode_t own = 0600;
constexpr mode_t own_and_group = 0640;

Error refused(const std::string& path, int fault) {
  return {Fault::house, false, fmt::format("{} cannot be written: {}", path, std::strerror(fault))};
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(file, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return ::fsync(file) == 0;
}

}  // namespace

result<void> NewFiles::may_write(const std::string& path) const {
  struct stat status {};
  if (replace_ || ::lstat(path.c_str(), &status) != 0) return {};
  return Error{Fault::caller, false, path + " is there already; --force replaces it"};
}

// Beside its place first, so that what is in its place is always whole.
result<void> NewFiles::write(const std::string& path, std::string_view content) {
  if (auto may = may_write(path); !may) return may;
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, own);
  if (file < 0) return refused(path, errno);
  const bool grouped = group_ != static_cast<gid_t>(-1);
  const bool done =
      (!grouped || (::fchown(file, static_cast<uid_t>(-1), group_) == 0 && ::fchmod(file, own_and_group) == 0)) &&
      write_all(file, content) && ::rename(beside.c_str(), path.c_str()) == 0;
  const int fault = errno;
  ::close(file);
  if (!done) {
    ::unlink(beside.c_str());
    return refused(path, fault);
  }
  written_.push_back(path);
  return {};
}

void NewFiles::take_back() {
  for (const std::string& path : written_) ::unlink(path.c_str());
  written_.clear();
}

}  // namespace gb::app
