#include <charconv>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/running_bridge.hpp"
#include "bridge/app/trace_lines.hpp"

namespace gb::app {
namespace {

constexpr std::chrono::seconds patience{3};

std::optional<Seq> number_of(const std::string& text) {
  Seq entry;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), entry.value);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return entry;
}

// Nothing where no bridge runs: the database has told what matters.
std::vector<Remembered> ask_the_bridge(const config::Config& config, Seq entry) {
  const auto answer = ask_running(config, "/trace/" + std::to_string(entry.value), {}, patience);
  return answer ? read_remembered(*answer) : std::vector<Remembered>();
}

}  // namespace

ExitCode trace(const std::string& path, const std::string& id, bool with_text) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  std::optional<Seq> entry = number_of(id);
  if (!entry) {
    const auto called = store::entry_called(config->store.path, id);
    if (!called) return complain(called.error().told);
    if (!*called) return complain("no room calls a message \"" + id + "\"");
    entry = *called;
  }
  const auto found = store::trace(config->store.path, *entry);
  if (!found) return complain(found.error().told);
  if (!*found) return complain("there is no entry " + std::to_string(entry->value));
  std::cout << trace_lines(**found, ask_the_bridge(*config, *entry), with_text);
  return ExitCode::fine;
}

}  // namespace gb::app
