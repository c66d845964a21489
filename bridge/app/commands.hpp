#pragma once

#include <iosfwd>
#include <string>

#include "bridge/app/exit_code.hpp"

/// The commands, one function each. All print for people: results on standard output, complaints on standard error.
namespace gb::app {

/// Runs the bridge until it is told to stop.
ExitCode run(const std::string& config);

/// Says whether the configuration can be used, and what it means. `online`: and whether its servers, logins and rooms
/// are as it says.
ExitCode check(const std::string& config, bool online);

/// Prints the registration file of an application service. `network`: which, by its name in the config; may be empty
/// where there is only one.
ExitCode matrix_registration(const std::string& config, const std::string& network);

/// Removes the files that the settings say are to go, and bytes that no file has. A bridge may run meanwhile.
ExitCode files_gc(const std::string& config);

/// Says what is in the database, and what is wrong with it or with the files beside it. A bridge may run meanwhile.
ExitCode store_check(const std::string& config);

/// Copies the database to a file that must not exist. A bridge may run meanwhile.
ExitCode store_backup(const std::string& config, const std::string& to);

struct NewUser {
  std::string handle;
  std::string display_name;  ///< Empty: the handle.
  std::string email;
  bool admin = false;
};

/// Makes a user; `input` holds the password. Prints one JSON line {"id", "token"}.
ExitCode user_add(const std::string& config, const NewUser& user, std::istream& input);

/// Makes users from JSON lines, all or none. Prints one JSON line {"id", "token"} for each.
ExitCode user_import(const std::string& config, bool weak_hash, std::istream& input);

/// Prints one JSON line for each user.
ExitCode user_list(const std::string& config);

/// Removes a login. What the person said stays, under his name.
ExitCode user_remove(const std::string& config, const std::string& handle);

/// Sets a new password; `input` holds it. Prints one JSON line {"id", "token"}.
ExitCode user_passwd(const std::string& config, const std::string& handle, std::istream& input);

}  // namespace gb::app
