#pragma once

#include <string>
#include <vector>

namespace gb::config {

/// Something wrong in the file, for the person who wrote it. Never holds the value of a secret.
struct Problem {
  std::string file;
  std::size_t line = 0;  ///< 0: the file as a whole.
  std::size_t column = 0;
  std::string key;  ///< The whole path: "irc.libera.server".
  std::string message;
  std::string hint;      ///< What to do; may be empty.
  bool warning = false;  ///< Does not keep the bridge from starting.
};

/// "guildbridge.toml:3:1: error: irc.net.servr: unknown key (did you mean "server"?)"
std::string to_string(const Problem& problem);

/// The name nearest to `wrong`, or nothing if none is near.
std::string nearest(const std::string& wrong, const std::vector<std::string>& names);

}  // namespace gb::config
