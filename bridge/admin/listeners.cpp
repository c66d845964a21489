#include "bridge/admin/listeners.hpp"

#include <fmt/core.h>

#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/listen_address.hpp"

namespace gb::admin {
namespace {

constexpr std::size_t most_body = 4096;  // An action is short.
const net::ListenerLimits limits{16, most_body, std::chrono::seconds(30), std::chrono::seconds(5)};

Error explained(const Error& error) {
  return {error.fault, error.retry, "[admin] " + error.told};
}

net::HttpListener::Handler through(Desk& desk, Door door) {
  return [&desk, door](net::HttpIncoming request) -> boost::asio::awaitable<net::HttpReply> {
    co_return desk.answer(request, door);
  };
}

}  // namespace

Listeners::Listeners(const boost::asio::any_io_executor& loop, config::Admin config, Desk& desk)
    : config_(std::move(config)),
      loopback_(loop, "admin", limits, through(desk, Door::loopback)),
      socket_(loop, "admin", limits, through(desk, Door::socket)) {}

result<void> Listeners::start() {
  // Nobody's messages depend on it.
  if (!config_.socket.empty())
    if (const auto started = socket_.start_unix(config_.socket); !started)
      log::warn("admin", "`guildbridge status` will not work: {}", started.error().told);
  if (config_.listen.empty()) return {};
  const auto listen = net::parse_listen(config_.listen);
  if (!listen) return explained(listen.error());
  if (!listen->loopback)
    return Error{
        Fault::caller, false,
        fmt::format("[admin] listen = \"{}\": only loopback addresses are allowed, because nobody is asked for "
                    "credentials there",
                    config_.listen)};
  auto started = loopback_.start(config_.listen);
  return started ? started : explained(started.error());
}

void Listeners::stop() {
  loopback_.stop();
  socket_.stop();
}

}  // namespace gb::admin
