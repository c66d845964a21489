#include "bridge/app/running_bridge.hpp"

#include "bridge/net/unix_socket.hpp"

namespace gb::app {

result<std::string> ask_running(const config::Config& config, const std::string& path, const std::string& body,
                                std::chrono::milliseconds patience) {
  if (config.admin.socket.empty())
    return Error{Fault::house, false, "[admin] socket = \"\" has switched off what this command asks"};
  auto answer = net::ask_unix(config.admin.socket, path, body, patience);
  if (!answer) return answer.error();
  if (answer->status != 200) return Error{Fault::peer, false, "the bridge that runs answers: " + answer->body};
  return std::move(answer->body);
}

}  // namespace gb::app
