#include <iostream>

#include "bridge/admin/status_table.hpp"
#include "bridge/app/commands.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/net/unix_socket.hpp"

namespace gb::app {
namespace {

ExitCode complain(const std::string& what) {
  std::cerr << "guildbridge: " << what << '\n';
  return ExitCode::failed;
}

}  // namespace

ExitCode status(const std::string& path, bool as_json) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  if (config->admin.socket.empty()) return complain("[admin] socket = \"\" has switched off what this command asks");
  const auto answer = net::ask_unix(config->admin.socket, "/status");
  if (!answer) return complain(answer.error().told);
  if (answer->status != 200) return complain("the bridge that runs answers: " + answer->body);
  if (as_json) {
    std::cout << answer->body;
    return ExitCode::fine;
  }
  const auto table = admin::status_table(answer->body);
  if (!table) return complain(table.error().told);
  std::cout << *table;
  return ExitCode::fine;
}

}  // namespace gb::app
