#include "bridge/app/process_limits.hpp"

#include <sys/resource.h>

#include <csignal>

namespace gb::app {

void prepare_process() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace gb::app
