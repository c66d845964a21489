#include <fmt/format.h>

#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/online_check.hpp"
#include "bridge/app/pictures.hpp"
#include "bridge/app/read_config.hpp"

namespace gb::app {
namespace {

const char* arrow(config::Direction direction) {
  switch (direction) {
    case config::Direction::to_room:
      return "->";
    case config::Direction::from_room:
      return "<-";
    case config::Direction::both:
      break;
  }
  return "<->";
}

void explain(const config::Config& config) {
  std::cout << fmt::format("native clients: {} ({})\n", config.gateway.listen,
                           config.gateway.tls.certificate.empty() ? "without TLS" : "with TLS");
  std::cout << fmt::format("store: {}, files in {}\n", config.store.path, config.files.path);
  for (const config::Irc& irc : config.irc)
    std::cout << fmt::format("irc.{}: {} as {}{}{}\n", irc.name, irc.server, irc.nick, irc.tls ? "" : ", without TLS",
                             irc.sasl.mechanism.empty() ? "" : ", SASL " + irc.sasl.mechanism);
  for (const config::Matrix& matrix : config.matrix)
    std::cout << fmt::format("matrix.{}: {} as {}\n", matrix.name, matrix.homeserver,
                             matrix.appservice ? "an application service for " + matrix.server_name : matrix.user);
  if (config.origin.exists())
    std::cout << fmt::format("origin: {}{}{}\n", config.origin.url,
                             config.origin.has_account() ? fmt::format(" as user {}", config.origin.user) : "",
                             config.gateway.auth == config::Auth::origin ? ", whose users native clients are" : "");
  for (const config::Guild& guild : config.guilds)
    for (const config::Channel& channel : guild.channels) {
      std::cout << fmt::format("{} / {}\n", guild.name, channel.name);
      for (const config::Room& room : channel.rooms)
        std::cout << fmt::format("  {} {}\n", arrow(room.direction), room.room);
    }
}

}  // namespace

ExitCode check(const std::string& path, bool online) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  if (const auto pictures = check_pictures(*config); !pictures) {
    std::cerr << path << ": error: " << pictures.error().told << '\n';
    return ExitCode::usage;
  }
  explain(*config);
  std::cout << "The configuration is good.\n";
  if (!online) return ExitCode::fine;
  std::cout << "Looking at its networks, without joining anything ...\n" << std::flush;
  return tell(look_around(*config)) ? ExitCode::fine : ExitCode::failed;
}

}  // namespace gb::app
