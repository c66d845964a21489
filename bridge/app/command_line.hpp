#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace gb::app {

/// The whole program: reads the arguments, runs one command, returns an ExitCode.
int command_line(int argc, char** argv);

/// Shows the description of all commands, the very one that arguments are read by. Runs none.
void show_commands(const std::function<void(const CLI::App&)>& look);

}  // namespace gb::app
