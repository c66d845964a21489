// How the disk fails, as the test says.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <thread>

#include "tests/preload/preload.hpp"

namespace gb::preload {
namespace {

// By the system's own calls: ours would ask again.
std::string read_plan(const char* path) {
  const long file = ::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return {};
  std::array<char, 512> text{};
  const long size = ::syscall(SYS_read, file, text.data(), text.size());
  ::syscall(SYS_close, file);
  return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

int fault_of(Call call, std::string_view path) {
  static const char* const plan = std::getenv("FAULT_FILE");
  if (plan == nullptr || path.empty()) return 0;
  std::istringstream text(read_plan(plan));
  std::string fault;
  std::string folder;
  long milliseconds = 0;
  text >> fault;
  if (fault == "SLOW") text >> milliseconds;
  text >> folder;
  if (fault.empty() || !path.starts_with(folder)) return 0;
  if (fault == "SLOW" && call == Call::sync) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  if (fault == "ENOSPC" && (call == Call::write || call == Call::make)) return ENOSPC;
  if (fault == "EROFS" && call != Call::sync) return EROFS;
  if (fault == "EIO" && (call == Call::write || call == Call::sync)) return EIO;
  return 0;
}

}  // namespace gb::preload
