#include "bridge/app/read_config.hpp"

#include <iostream>

#include "config/load/loader.hpp"

namespace gb::app {

std::optional<config::Config> read_config(const std::string& path) {
  config::Loaded loaded = config::load(path);
  for (const config::Problem& problem : loaded.problems) std::cerr << to_string(problem) << '\n';
  if (!loaded.good()) return std::nullopt;
  return std::move(loaded.config);
}

}  // namespace gb::app
