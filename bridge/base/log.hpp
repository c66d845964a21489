#pragma once

#include <fmt/core.h>

#include <string_view>

/// The logger: what happened, for people. Never a secret; text of messages at debug level only.
namespace gb::log {

enum class Level { debug, info, warn, error };

/// Sets the threshold and the form of the lines for the whole process. Call before any thread is started.
void start(Level threshold);

/// True if lines of this level are written; ask before composing an expensive one.
bool enabled(Level level);

/// Writes one line. `area` names the room of the house ("gateway", "irc.libera"). Control characters in `text`
/// are escaped, so that nobody can forge a line. Safe from any thread.
void write(Level level, std::string_view area, std::string_view text);

template <class... Args>
void debug(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void info(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void warn(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::warn)) write(Level::warn, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void error(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  write(Level::error, area, fmt::format(form, std::forward<Args>(args)...));
}

}  // namespace gb::log
