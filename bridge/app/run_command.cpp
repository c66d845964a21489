#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/house.hpp"
#include "bridge/app/log_settings.hpp"
#include "bridge/app/process_limits.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/supervisor.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::app {
namespace {

namespace asio = boost::asio;

/// Reloads at a hangup; asks the house to stop at the first signal to end, insists at the second.
asio::awaitable<void> obey_signals(asio::io_context& loop, House& house) {
  asio::signal_set signals(loop, SIGINT, SIGTERM, SIGHUP);
  for (bool asked = false;;) {
    const int signal = co_await signals.async_wait(asio::use_awaitable);
    if (signal == SIGHUP) {
      net::spawn(loop.get_executor(), "reload", house.reload());
    } else if (asked) {
      log::warn("app", "stopping at once");
      loop.stop();
    } else {
      asked = true;
      log::info("app", "stopping; once more to insist");
      tell_supervisor("STOPPING=1");
      net::spawn(loop.get_executor(), "stop", house.stop(), [&loop] { loop.stop(); });
    }
  }
}

ExitCode complain(const Error& error) {
  log::error("app", "{}", error.told);
  return ExitCode::failed;
}

}  // namespace

ExitCode run(const std::string& path) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  prepare_process();
  heed(config->log);
  const log::Writing writing;
  asio::io_context loop(1);
  auto house = House::build(loop, *config, path);
  if (!house) return complain(house.error());
  net::spawn(loop.get_executor(), "signals", obey_signals(loop, **house));
  if (auto started = (*house)->start(); !started) return complain(started.error());
  tell_supervisor("READY=1");
  loop.run();
  log::info("app", "stopped");
  return ExitCode::fine;
}

}  // namespace gb::app
