#include "bridge/base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

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

std::shared_ptr<spdlog::logger> dressed(std::shared_ptr<spdlog::logger> made) {
  made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-5l %v", spdlog::pattern_time_type::utc);
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

void set_threshold(Level threshold) {
  logger()->set_level(level_of(threshold));
}

Writing::Writing() {
  const auto level = logger()->level();
  spdlog::init_thread_pool(most_waiting, 1);
  logger() = dressed(
      std::make_shared<spdlog::async_logger>("guildbridge", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest));
  logger()->set_level(level);
}

Writing::~Writing() {
  const std::size_t lost = spdlog::thread_pool()->overrun_counter();
  logger() = direct();
  spdlog::shutdown();  // Writes what waits.
  if (lost > 0) warn("log", "{} lines were lost: they came faster than they could be written", lost);
}

bool enabled(Level level) {
  return logger()->should_log(level_of(level));
}

void write(Level level, std::string_view area, std::string_view text) {
  logger()->log(level_of(level), "{}: {}", area, escaped(text));
}

}  // namespace gb::log
