#include "bridge/app/pulse.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

namespace gb::app {
namespace {

constexpr std::chrono::milliseconds interval{100};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

void Pulse::beat() {
  timer_.expires_after(interval);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    delays_.add(std::max(std::chrono::steady_clock::now() - timer_.expiry(), std::chrono::nanoseconds(0)));
    each_();
    beat();
  });
}

std::uint64_t memory_of_this_process() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t whole = 0;
  std::uint64_t resident = 0;
  statm >> whole >> resident;
  return statm ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

double cpu_seconds_of_this_process() {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) != 0) return 0;
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace gb::app
