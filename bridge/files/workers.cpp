#include "bridge/files/workers.hpp"

#include <sys/resource.h>

#include "bridge/base/log.hpp"

namespace gb::files {
namespace {

constexpr std::size_t pool_threads = 3;

}  // namespace

Error stopped() {
  return {Fault::house, true, "the server is stopping"};
}

Workers::Workers(boost::asio::any_io_executor loop) : loop_(std::move(loop)), pool_(pool_threads) {}

void Workers::stop() {
  stopping_ = true;
  pool_.join();
}

// What runs here may take long; who chats is not to wait for it.
void Workers::step_back() {
  constexpr int nice = 10;
  thread_local const bool done = ::setpriority(PRIO_PROCESS, 0, nice) == 0;  // On Linux: of this thread alone.
  (void)done;
}

Error Workers::thrown(const std::exception& failure) {
  log::warn("files", "{}", failure.what());
  return {Fault::house, true, failure.what()};
}

}  // namespace gb::files
