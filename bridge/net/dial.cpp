#include "bridge/net/dial.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <vector>

#include "bridge/net/deadline.hpp"

namespace gb::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Endpoints = std::vector<tcp::endpoint>;

constexpr std::size_t most_addresses = 16;

/// A name on its way to addresses. Shared with the resolver, whose system call cannot be cancelled and may outlive us.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& loop) : resolver(loop), answered(loop) {}

  tcp::resolver resolver;
  asio::steady_timer answered;
  error_code fault = asio::error::timed_out;
  Endpoints found;
};

asio::awaitable<result<Endpoints>> resolve(asio::any_io_executor loop, std::string host, std::uint16_t port,
                                           std::chrono::milliseconds limit) {
  error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return Endpoints{{literal, port}};

  const auto lookup = std::make_shared<Lookup>(loop);
  lookup->answered.expires_after(limit);
  lookup->resolver.async_resolve(host, std::to_string(port), [lookup](error_code fault, const auto& found) {
    lookup->fault = fault;
    for (const auto& entry : found)
      if (lookup->found.size() < most_addresses) lookup->found.push_back(entry.endpoint());
    lookup->answered.cancel();
  });
  error_code ignored;
  co_await lookup->answered.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  lookup->resolver.cancel();
  if (lookup->fault)
    co_return Error{Fault::peer, true,
                    fmt::format("the name {} cannot be resolved: {}", host, lookup->fault.message())};
  co_return std::move(lookup->found);
}

}  // namespace

asio::awaitable<result<tcp::socket>> dial(asio::any_io_executor loop, std::string host, std::uint16_t port,
                                          std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  const auto left = [end] {
    return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  };
  const auto found = co_await resolve(loop, host, port, limit);
  if (!found) co_return found.error();

  std::string reason = "it has no address";
  for (std::size_t n = 0; n < found->size(); ++n) {
    const auto share = left() / static_cast<std::int64_t>(found->size() - n);
    tcp::socket socket(loop);
    const Deadline deadline(loop, std::max(share, std::chrono::milliseconds(1)), [&socket] {
      error_code ignored;
      socket.close(ignored);
    });
    error_code fault;
    co_await socket.async_connect((*found)[n], asio::redirect_error(asio::use_awaitable, fault));
    // Time may run out between the connection and this line; the socket is closed then.
    if (!fault && socket.is_open()) {
      socket.set_option(tcp::no_delay(true), fault);
      co_return std::move(socket);
    }
    reason = deadline.words(fault);
  }
  co_return Error{Fault::peer, true, fmt::format("cannot connect to {} port {}: {}", host, port, reason)};
}

}  // namespace gb::net
