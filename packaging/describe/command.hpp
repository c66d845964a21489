#pragma once

#include <string>
#include <vector>

/// What the program's commands are called and take, for texts about them. Plain values.
namespace gb::describe {

struct Option {
  std::vector<std::string> names;  ///< "-c", "--config"; of one that is told by its place alone, its word.
  std::string type;                ///< "FILE"; empty: a flag.
  std::string usual;               ///< Empty: none.
  std::string purpose;
  bool required = false;
};

struct Command {
  std::string path;  ///< "user add"; empty: the program.
  std::string purpose;
  std::vector<Option> options;
  std::vector<Command> commands;
};

/// The command and all below it, in order.
std::vector<const Command*> all(const Command& command);

}  // namespace gb::describe
