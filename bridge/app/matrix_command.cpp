#include <iostream>
#include <string>
#include <vector>

#include "adapters/matrix/registration.hpp"
#include "bridge/app/commands.hpp"
#include "bridge/app/read_config.hpp"

namespace gb::app {
namespace {

std::vector<std::string> created_aliases(const config::Config& config, const std::string& network) {
  std::vector<std::string> aliases;
  for (const config::Guild& guild : config.guilds)
    for (const config::Channel& channel : guild.channels)
      for (const config::Room& room : channel.rooms)
        if (room.create && room.network == "matrix." + network) aliases.push_back(room.place);
  return aliases;
}

}  // namespace

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
  std::cout << matrix::registration(*fitting.front(), created_aliases(*config, fitting.front()->name));
  return ExitCode::fine;
}

}  // namespace gb::app
