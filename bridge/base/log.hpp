#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

/// The logger: what happened, for people. Never a secret; text of messages at debug level only.
namespace gb::log {

enum class Level { debug, info, warn, error };

/// The level that a name of the config means; `info` for any other.
Level level_named(std::string_view name);

/// What is written, and how.
struct Settings {
  Level threshold = Level::info;

  /// Of areas, and of those below them: "irc" is also for "irc.libera". The longest that fits counts.
  std::map<std::string, Level, std::less<>> areas{};

  bool json = false;  ///< One object a line: {"time", "level", "area", "text"}.
};

/// From now on. Safe from any thread.
void set(Settings settings);
void set_threshold(Level threshold);

/// While this lives, lines are written by a thread of their own, so that nobody waits for whoever
/// reads them. At the bound (`most_waiting` lines) the oldest ones are lost, and how many is said at the end. Without
/// it, lines are written at once. One at a time, made before any other thread.
class Writing {
 public:
  static constexpr std::size_t most_waiting = 8192;

  Writing();
  ~Writing();
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
};

/// True if such lines are written; ask before composing an expensive one.
bool enabled(Level level, std::string_view area);

/// Writes one line, whatever the level. `area` names the room of the house ("gateway", "irc.libera"). Control
/// characters in `text` are escaped, so that nobody can forge a line. Safe from any thread.
void write(Level level, std::string_view area, std::string_view text);

template <class... Args>
void debug(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::debug, area)) write(Level::debug, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void info(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::info, area)) write(Level::info, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void warn(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  if (enabled(Level::warn, area)) write(Level::warn, area, fmt::format(form, std::forward<Args>(args)...));
}

template <class... Args>
void error(std::string_view area, fmt::format_string<Args...> form, Args&&... args) {
  write(Level::error, area, fmt::format(form, std::forward<Args>(args)...));
}

}  // namespace gb::log
