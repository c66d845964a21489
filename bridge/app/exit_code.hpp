#pragma once

namespace gb::app {

/// What the process tells its caller.
enum ExitCode : int {
  fine = 0,
  failed = 1,  ///< Something went wrong while it ran.
  usage = 2,   ///< The command line or the configuration is wrong; nothing was done.
};

}  // namespace gb::app
