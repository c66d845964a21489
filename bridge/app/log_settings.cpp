#include "bridge/app/log_settings.hpp"

#include "bridge/base/log.hpp"

namespace gb::app {

void heed(const config::Log& config) {
  log::Settings settings;
  settings.threshold = log::level_named(config.level);
  for (const auto& [area, level] : config.levels) settings.areas[area] = log::level_named(level);
  settings.json = config.format == "json";
  log::set(settings);
}

}  // namespace gb::app
