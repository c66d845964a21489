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

/// Puts a copy in the place of the database.
ExitCode store_restore(const std::string& config, const std::string& from);

/// Prints the state of the bridge that runs with this configuration: a table, or what it answered as JSON.
ExitCode status(const std::string& config, bool as_json);

/// Makes the bridge that runs read its configuration again, and prints what has become of that. `config` says where it
/// runs; what it reads is its own file.
ExitCode reload(const std::string& config);

/// Prints the way of one message, by its number or by what a room calls it. A bridge may run, and is asked what it
/// remembers; what was said is printed only `with_text`.
ExitCode trace(const std::string& config, const std::string& id, bool with_text);

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
