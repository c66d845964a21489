#pragma once

namespace gb::app {

/// The whole program: reads the arguments, runs one command, returns an ExitCode.
int command_line(int argc, char** argv);

}  // namespace gb::app
