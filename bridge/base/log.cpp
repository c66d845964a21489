#include "bridge/base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "protocol/text/json.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::log {
namespace {

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_control(c))
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "info";
}

// The level first, without locks: most lines that are not written are not because of it.
std::atomic<Level> lowest{Level::info};

// Made when it is first asked for: others may log before this file's own values are there.
std::atomic<std::shared_ptr<const Settings>>& current() {
  static std::atomic<std::shared_ptr<const Settings>> instance{std::make_shared<const Settings>()};
  return instance;
}

Level threshold_of(const Settings& settings, std::string_view area) {
  for (;;) {
    if (const auto found = settings.areas.find(area); found != settings.areas.end()) return found->second;
    const auto dot = area.rfind('.');
    if (dot == std::string_view::npos) return settings.threshold;
    area = area.substr(0, dot);
  }
}

std::string line_of(bool json, Level level, std::string_view area, std::string_view text) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::string time = text::format_timestamp(now);
  if (!json) return fmt::format("{} {:<5} {}: {}", time, name_of(level), area, escaped(text));
  return fmt::format(R"({{"time":"{}","level":"{}","area":{},"text":{}}})", time, name_of(level),
                     text::quote_json(area), text::quote_json(text));
}

std::shared_ptr<spdlog::logger> dressed(std::shared_ptr<spdlog::logger> made) {
  made->set_pattern("%v");
  made->set_level(spdlog::level::trace);
  made->flush_on(spdlog::level::info);
  return made;
}

std::shared_ptr<spdlog::logger> direct() {
  return dressed(std::make_shared<spdlog::logger>("guildbridge", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
}

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance = direct();
  return instance;
}

}  // namespace

Level level_named(std::string_view name) {
  for (const Level level : {Level::debug, Level::warn, Level::error})
    if (name == name_of(level)) return level;
  return Level::info;
}

void set(Settings settings) {
  Level least = settings.threshold;
  for (const auto& [area, level] : settings.areas) least = std::min(least, level);
  current() = std::make_shared<const Settings>(std::move(settings));
  lowest = least;
}

void set_threshold(Level threshold) {
  Settings settings;
  settings.threshold = threshold;
  set(std::move(settings));
}

Writing::Writing() {
  spdlog::init_thread_pool(most_waiting, 1);
  logger() = dressed(
      std::make_shared<spdlog::async_logger>("guildbridge", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest));
}

Writing::~Writing() {
  const std::size_t lost = spdlog::thread_pool()->overrun_counter();
  logger() = direct();
  spdlog::shutdown();  // Writes what waits.
  if (lost > 0) warn("log", "{} lines were lost: they came faster than they could be written", lost);
}

bool enabled(Level level, std::string_view area) {
  if (level < lowest.load(std::memory_order_relaxed)) return false;
  return level >= threshold_of(*current().load(), area);
}

void write(Level level, std::string_view area, std::string_view text) {
  logger()->log(level_of(level), spdlog::string_view_t(line_of(current().load()->json, level, area, text)));
}

}  // namespace gb::log
