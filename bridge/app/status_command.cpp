#include <iostream>

#include "bridge/admin/status_table.hpp"
#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/running_bridge.hpp"

namespace gb::app {
ExitCode status(const std::string& path, bool as_json) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  const auto answer = ask_running(*config, "/status");
  if (!answer) return complain(answer.error().told);
  if (as_json) {
    std::cout << *answer;
    return ExitCode::fine;
  }
  const auto table = admin::status_table(*answer);
  if (!table) return complain(table.error().told);
  std::cout << *table;
  return ExitCode::fine;
}

}  // namespace gb::app
