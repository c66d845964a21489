#pragma once

#include <iosfwd>
#include <string>

#include "bridge/app/exit_code.hpp"
#include "bridge/app/setup/interview.hpp"

namespace gb::app {

struct InitOptions {
  std::string config;
  std::string program = "guildbridge";  ///< How it was called, for the commands that we tell to type.
  std::string service_user;             ///< Who the bridge will run as; empty: whoever runs this.
  bool yes = false;                     ///< Ask nobody.
  bool force = false;                   ///< Replace what is there.
  bool offline = false;                 ///< Do not look at the networks.
  bool password_stdin = false;
  std::string irc_password_file;
  std::string matrix_token_file;
  std::string matrix_password_file;
  setup::Given given;
};

/// Writes a first configuration, makes the first user, looks at the networks, and says what to do next.
ExitCode init(InitOptions options, std::istream& input);

}  // namespace gb::app
