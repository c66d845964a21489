#include "bridge/gateway/admin.hpp"

#include <fmt/core.h>

#include <utility>

#include "bridge/gateway/admin_page.hpp"
#include "bridge/net/http_listener.hpp"
#include "bridge/net/listen_address.hpp"

namespace gb::gateway {
namespace {

const net::ListenerLimits limits{16, 0, std::chrono::seconds(5), std::chrono::seconds(5)};

Error explained(const Error& error) {
  return {error.fault, error.retry, "[admin] " + error.told};
}

}  // namespace

AdminListener::AdminListener(const boost::asio::any_io_executor& loop, config::Admin config, const StatusSource& source)
    : config_(std::move(config)),
      listener_(std::make_unique<net::HttpListener>(
          loop, "admin", limits, [&source](net::HttpIncoming request) -> boost::asio::awaitable<net::HttpReply> {
            AdminAnswer page =
                admin_page(request.method, request.target, request.host, [&] { return source.status(); });
            co_return net::HttpReply{page.status, std::move(page.content_type), std::move(page.body)};
          })) {}

AdminListener::~AdminListener() = default;

result<void> AdminListener::start() {
  if (config_.listen.empty()) return {};
  const auto listen = net::parse_listen(config_.listen);
  if (!listen) return explained(listen.error());
  if (!listen->loopback)
    return Error{
        Fault::caller, false,
        fmt::format("[admin] listen = \"{}\": only loopback addresses are allowed, because nobody is asked for "
                    "credentials there",
                    config_.listen)};
  auto started = listener_->start(config_.listen);
  return started ? started : explained(started.error());
}

std::uint16_t AdminListener::port() const {
  return listener_->port();
}

void AdminListener::stop() {
  listener_->stop();
}

}  // namespace gb::gateway
