#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/running_bridge.hpp"
#include "protocol/text/json.hpp"

namespace gb::app {
namespace {

constexpr std::chrono::milliseconds look_again{100};
constexpr int most_looks = 300;

struct Outcome {
  int number = 0;
  bool good = false;
  std::vector<std::string> lines;
};

result<Outcome> last_reload(const config::Config& config) {
  const auto answer = ask_running(config, "/status.json");
  if (!answer) return answer.error();
  const nlohmann::json status = text::parse_json(*answer);
  if (!status.is_object() || !status.contains("reload"))
    return Error{Fault::house, false, "the bridge that runs gives no state: is it of this version?"};
  const nlohmann::json& reload = status["reload"];
  return Outcome{reload.value("number", 0), reload.value("good", false),
                 reload.value("lines", std::vector<std::string>{})};
}

ExitCode show(const Outcome& reload) {
  for (const std::string& line : reload.lines) (reload.good ? std::cout : std::cerr) << line << '\n';
  return reload.good ? ExitCode::fine : ExitCode::failed;
}

}  // namespace

ExitCode reload(const std::string& path) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  if (config->admin.socket.empty())
    return complain("[admin] socket = \"\" has switched off what this command asks; send SIGHUP");
  const auto before = last_reload(*config);
  if (!before) return complain(before.error().told);
  const auto begun = ask_running(*config, "/actions/reload", "{}");
  if (!begun) return complain(begun.error().told);
  for (int look = 0; look < most_looks; ++look) {
    std::this_thread::sleep_for(look_again);
    const auto now = last_reload(*config);
    if (!now) return complain(now.error().told);
    if (now->number != before->number) return show(*now);
  }
  return complain("the reload has not come to an end within 30 s; the log tells more");
}

}  // namespace gb::app
