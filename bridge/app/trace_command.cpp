#include <charconv>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/trace_lines.hpp"
#include "bridge/net/unix_socket.hpp"

namespace gb::app {
namespace {

constexpr std::chrono::seconds patience{3};

ExitCode complain(const std::string& what) {
  std::cerr << "guildbridge: " << what << '\n';
  return ExitCode::failed;
}

std::optional<Seq> number_of(const std::string& text) {
  Seq entry;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), entry.value);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return entry;
}

// Nothing where no bridge runs: the database has told what matters.
std::vector<Remembered> ask_the_bridge(const config::Config& config, Seq entry) {
  if (config.admin.socket.empty()) return {};
  const auto answer = net::ask_unix(config.admin.socket, "/trace/" + std::to_string(entry.value), {}, patience);
  if (!answer || answer->status != 200) return {};
  return read_remembered(answer->body);
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
