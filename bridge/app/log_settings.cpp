#include "bridge/app/log_settings.hpp"

#include "bridge/base/log.hpp"

namespace gb::app {
namespace {

log::Level level_of(const std::string& name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warn") return log::Level::warn;
  return name == "error" ? log::Level::error : log::Level::info;
}

}  // namespace

void heed(const config::Log& settings) {
  log::set_threshold(level_of(settings.level));
}

}  // namespace gb::app
