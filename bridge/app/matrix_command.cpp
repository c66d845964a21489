#include <algorithm>
#include <iostream>

#include "adapters/matrix/registration.hpp"
#include "bridge/app/commands.hpp"
#include "bridge/app/read_config.hpp"

namespace gb::app {

ExitCode matrix_registration(const std::string& path, const std::string& network) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  std::vector<const config::Matrix*> fitting;
  for (const config::Matrix& matrix : config->matrix)
    if (matrix.appservice && (network.empty() || matrix.name == network)) fitting.push_back(&matrix);
  if (fitting.size() != 1) {
    std::cerr << (fitting.empty() ? "guildbridge: the configuration has no such application service: write "
                                    "mode = \"appservice\" in [matrix.NAME]\n"
                                  : "guildbridge: there are several application services: say which, with --name\n");
    return ExitCode::usage;
  }
  std::cout << matrix::registration(*fitting.front());
  return ExitCode::fine;
}

}  // namespace gb::app
