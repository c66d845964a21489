#include "bridge/app/command_line.hpp"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/init_command.hpp"
#include "bridge/app/version.hpp"

namespace gb::app {
namespace {

/// What the arguments mean.
struct Arguments {
  std::string config = "guildbridge.toml";
  NewUser user;
  std::string handle;
  bool password_stdin = false;
  bool weak_hash = false;
  bool online = false;
  InitOptions init;
  std::string network;
  std::string target;
  bool json = false;
  bool with_text = false;
};

using Command = std::function<ExitCode()>;

constexpr const char* import_help =
    "Make many users, all or none, from JSON lines on standard input:\n"
    "{\"handle\": \"alice\", \"password\": \"...\", \"displayName\": \"Alice\", \"id\": 7}";

std::string version_line() {
  const std::string of = *commit == '\0' ? std::string() : " (" + std::string(commit) + ")";
  return "guildbridge " + std::string(version) + of;
}

CLI::App& subcommand(CLI::App& parent, Arguments& arguments, const std::string& name, const std::string& purpose) {
  CLI::App& made = *parent.add_subcommand(name, purpose);
  made.set_version_flag("-V,--version", version_line());
  made.footer("");
  made.add_option("-c,--config", arguments.config, "The configuration")->type_name("FILE")->capture_default_str();
  return made;
}

void password_option(CLI::App& command, Arguments& arguments) {
  command.add_flag("--password-stdin", arguments.password_stdin, "Read the password from standard input (one line)")
      ->required();
}

void add_user_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& user = *app.add_subcommand("user", "Who may log in");
  user.set_version_flag("-V,--version", version_line());
  user.require_subcommand(1);

  CLI::App& add = subcommand(user, arguments, "add", "Make a user; prints {\"id\", \"token\"}");
  add.add_option("--handle", arguments.user.handle, "Unique name: letters, digits, _ . -")->required();
  add.add_option("--display-name", arguments.user.display_name, "The name that others see (default: the handle)");
  add.add_option("--email", arguments.user.email, "Shown to the user alone");
  add.add_flag("--admin", arguments.user.admin, "May see the state of the bridge");
  password_option(add, arguments);
  add.callback([&] { chosen = [&] { return user_add(arguments.config, arguments.user, std::cin); }; });

  CLI::App& importing = subcommand(user, arguments, "import", import_help);
  importing.add_flag("--weak-hash", arguments.weak_hash,
                     "Store fast hashes, for load tests on loopback; never for real passwords");
  importing.callback([&] { chosen = [&] { return user_import(arguments.config, arguments.weak_hash, std::cin); }; });

  CLI::App& list = subcommand(user, arguments, "list", "Show all users, one JSON line each");
  list.callback([&] { chosen = [&] { return user_list(arguments.config); }; });

  CLI::App& remove = subcommand(user, arguments, "remove", "Take a login away; what was said stays");
  remove.add_option("handle,--handle", arguments.handle, "Whose")->required();
  remove.callback([&] { chosen = [&] { return user_remove(arguments.config, arguments.handle); }; });

  CLI::App& passwd = subcommand(user, arguments, "passwd", "Set a new password; prints {\"id\", \"token\"}");
  passwd.add_option("handle,--handle", arguments.handle, "Whose")->required();
  password_option(passwd, arguments);
  passwd.callback([&] { chosen = [&] { return user_passwd(arguments.config, arguments.handle, std::cin); }; });
}

void add_matrix_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& matrix = *app.add_subcommand("matrix", "What homeservers have to be told");
  matrix.set_version_flag("-V,--version", version_line());
  matrix.require_subcommand(1);
  CLI::App& made = subcommand(matrix, arguments, "registration",
                              "Print the registration file of an application service, for the homeserver's admin");
  made.add_option("name,--name", arguments.network, "Which [matrix.NAME]; not needed where there is one");
  made.callback([&] { chosen = [&] { return matrix_registration(arguments.config, arguments.network); }; });
}

void add_files_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& files = *app.add_subcommand("files", "Pictures and other files that people sent");
  files.set_version_flag("-V,--version", version_line());
  files.require_subcommand(1);
  CLI::App& collecting = subcommand(
      files, arguments, "gc", "Remove the files that are to go by [files] keep_days and keep_unused_days, at once");
  collecting.callback([&] { chosen = [&] { return files_gc(arguments.config); }; });
}

void add_store_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& store = *app.add_subcommand("store", "The database");
  store.set_version_flag("-V,--version", version_line());
  store.require_subcommand(1);
  CLI::App& checking = subcommand(store, arguments, "check", "Look for damage, and for files that are missing");
  checking.callback([&] { chosen = [&] { return store_check(arguments.config); }; });
  CLI::App& copying = subcommand(store, arguments, "backup", "Copy the database, also while the bridge runs");
  copying.add_option("file,--to", arguments.target, "Where to; must not exist")->required();
  copying.callback([&] { chosen = [&] { return store_backup(arguments.config, arguments.target); }; });
  CLI::App& restoring = subcommand(store, arguments, "restore", "Put a copy in the place of the database");
  restoring.add_option("file,--from", arguments.target, "The copy")->required();
  restoring.callback([&] { chosen = [&] { return store_restore(arguments.config, arguments.target); }; });
}

void add_looking_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& looking = subcommand(app, arguments, "status", "Show how the bridge that runs is doing");
  looking.add_flag("--json", arguments.json, "As JSON, with everything");
  looking.callback([&] { chosen = [&] { return status(arguments.config, arguments.json); }; });
  CLI::App& reloading = subcommand(app, arguments, "reload", "Make the bridge that runs read its configuration again");
  reloading.callback([&] { chosen = [&] { return reload(arguments.config); }; });
  CLI::App& tracing = subcommand(app, arguments, "trace", "Tell the way of one message: from where, to which rooms");
  tracing.add_option("id,--id", arguments.target, "Its number, or what a room calls it")->required();
  tracing.add_flag("--text", arguments.with_text, "Also what it says");
  tracing.callback([&] { chosen = [&] { return trace(arguments.config, arguments.target, arguments.with_text); }; });
}

// What is asked of a person otherwise; what is secret comes in files, since arguments can be seen by everybody.
void init_answers(CLI::App& command, InitOptions& init) {
  setup::Given& given = init.given;
  const auto text = [&](const char* name, std::optional<std::string>& into, const char* type, const char* words) {
    command.add_option(name, into, words)->type_name(type);
  };
  text("--listen", given.listen, "ADDRESS", "Where native clients connect: host:port");
  text("--public-url", given.public_url, "URL", "How others reach that");
  text("--guild", given.guild, "NAME", "The first guild");
  text("--channel", given.channel, "NAME", "Its first channel");
  text("--irc", given.irc, "SERVER", "An IRC server to link: host:port");
  command.add_flag_callback(
      "--irc-no-tls", [&given] { given.irc_tls = false; }, "That port is one without TLS");
  text("--irc-nick", given.irc_nick, "NICK", "The bridge's nick");
  text("--irc-room", given.irc_room, "CHANNEL", "The IRC channel to link");
  text("--irc-account", given.irc_account, "NAME", "An account to log in with (SASL)");
  command.add_option("--irc-password-file", init.irc_password_file, "A file with its password")->type_name("FILE");
  text("--matrix", given.matrix, "URL", "A Matrix homeserver to link");
  text("--matrix-mode", given.matrix_mode, "MODE", "bot or appservice");
  text("--matrix-user", given.matrix_user, "USER", "The bot's account: @name:server");
  command.add_option("--matrix-token-file", init.matrix_token_file, "A file with its access token")->type_name("FILE");
  command.add_option("--matrix-password-file", init.matrix_password_file, "Or one with its password")
      ->type_name("FILE");
  text("--matrix-server-name", given.matrix_server_name, "NAME",
       "An appservice: what the homeserver's user ids end with");
  text("--matrix-listen", given.matrix_listen, "ADDRESS", "An appservice: where the homeserver is to reach us");
  text("--matrix-room", given.matrix_room, "ROOM", "The Matrix room to link");
  text("--admin", given.admin, "HANDLE", "The first user");
}

void add_init_command(CLI::App& app, Arguments& arguments, Command& chosen) {
  CLI::App& making =
      subcommand(app, arguments, "init", "Ask a few questions and write a first configuration that works");
  InitOptions& init = arguments.init;
  making.add_flag("-y,--yes", init.yes, "Ask nothing: take what the options say, and what is usual");
  making.add_flag("--force", init.force, "Replace files that are there");
  making.add_flag("--offline", init.offline, "Do not look whether the networks can be reached");
  making
      .add_option("--data", init.given.data, "Folder of the database and the files (default: beside the configuration)")
      ->type_name("FOLDER");
  making.add_option("--service-user", init.service_user, "The system's user that the bridge will run as")
      ->type_name("USER");
  making.add_flag("--password-stdin", init.password_stdin,
                  "Read the first user's password from standard input (one line) instead of making one");
  init_answers(making, init);
  making.callback([&] {
    chosen = [&] {
      arguments.init.config = arguments.config;
      return app::init(std::move(arguments.init), std::cin);
    };
  });
}

void add_commands(CLI::App& app, Arguments& arguments, Command& chosen) {
  add_init_command(app, arguments, chosen);
  CLI::App& running = subcommand(app, arguments, "run", "Run the bridge in the foreground until Ctrl-C or SIGTERM");
  running.callback([&] { chosen = [&] { return run(arguments.config); }; });
  CLI::App& checking = subcommand(app, arguments, "check", "Check the configuration and say what it means");
  checking.add_flag("--online", arguments.online,
                    "Also look at its servers, logins and rooms, without joining the conversation");
  checking.callback([&] { chosen = [&] { return check(arguments.config, arguments.online); }; });
  add_looking_commands(app, arguments, chosen);
  add_user_commands(app, arguments, chosen);
  add_matrix_commands(app, arguments, chosen);
  add_files_commands(app, arguments, chosen);
  add_store_commands(app, arguments, chosen);
}

void describe_program(CLI::App& app, Arguments& arguments, Command& chosen) {
  app.set_version_flag("-V,--version", version_line());
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Show the help of all commands");
  app.footer(
      "A first start:\n"
      "  guildbridge init --config guildbridge.toml\n"
      "  guildbridge run --config guildbridge.toml\n\n"
      "Exit codes: 0 fine, 1 failed while running, 2 wrong usage or configuration.");
  add_commands(app, arguments, chosen);
}

constexpr const char* purpose = "Bridges communities of the guild protocol with IRC networks and Matrix.";

}  // namespace

void show_commands(const std::function<void(const CLI::App&)>& look) {
  CLI::App app(purpose, "guildbridge");
  Arguments arguments;
  Command chosen;
  describe_program(app, arguments, chosen);
  look(app);
}

int command_line(int argc, char** argv) {
  ::umask(077);  // What we make holds passwords' hashes and what people said.
  CLI::App app(purpose, "guildbridge");
  Arguments arguments;
  Command chosen;
  describe_program(app, arguments, chosen);
  if (const std::string called = argv[0]; called.find('/') != std::string::npos) arguments.init.program = called;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? ExitCode::fine : ExitCode::usage;
  }
  try {
    return chosen();
  } catch (const std::exception& failure) {
    std::cerr << "guildbridge: " << failure.what() << '\n';
    return ExitCode::failed;
  }
}

}  // namespace gb::app
