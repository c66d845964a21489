#include "bridge/gateway/engine/listener.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/engine/addresses.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4096;
constexpr std::size_t buffer_size = std::size_t{64} << 10;
constexpr std::chrono::milliseconds pause_when_full{100};
constexpr std::size_t prune_from =
    1024;  // Connections of the past are forgotten when there are this many, or twice ours.

}  // namespace

Listener::Listener(const boost::asio::any_io_executor& loop, const EngineSettings& settings, HttpRouter& router,
                   Deadlines& deadlines)
    : loop_(loop),
      settings_(settings),
      router_(router),
      deadlines_(deadlines),
      acceptor_(loop),
      pause_(loop),
      buffer_(std::make_shared<std::vector<char>>(buffer_size)) {}

Listener::~Listener() = default;

result<void> Listener::start() {
  if (!settings_.tls_certificate.empty()) {
    tls_ = std::make_unique<TlsContext>(settings_.tls_certificate, settings_.tls_key);
    if (auto loaded = tls_->load(); !loaded) return loaded;
  }
  error_code fault;
  const tcp::endpoint endpoint(boost::asio::ip::make_address(settings_.address, fault), settings_.port);
  if (!fault) acceptor_.open(endpoint.protocol(), fault);
  if (!fault) acceptor_.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) acceptor_.bind(endpoint, fault);
  if (!fault) acceptor_.listen(backlog, fault);
  if (fault)
    return Error{Fault::caller, false,
                 fmt::format("cannot listen on {}:{}: {}", settings_.address, settings_.port, fault.message())};
  port_ = acceptor_.local_endpoint().port();
  net::spawn(loop_, "gateway", accept());
  return {};
}

void Listener::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Listener::close_connections() {
  for (const auto& weak : std::exchange(connections_, {}))
    if (const auto connection = weak.lock()) connection->close();
}

boost::asio::awaitable<void> Listener::accept() {
  while (acceptor_.is_open()) {
    error_code fault;
    tcp::socket socket =
        co_await acceptor_.async_accept(boost::asio::redirect_error(boost::asio::use_awaitable, fault));
    if (!fault) {
      // What one connection fails at (memory, TLS) must not keep everybody else out for good.
      try {
        admit(std::move(socket));
      } catch (const std::exception& failure) {
        log::error("gateway", "a connection could not be served: {}", failure.what());
      }
      continue;
    }
    if (!acceptor_.is_open()) co_return;
    // Out of file descriptors, most likely: those who are here are served on, and the others wait.
    log::warn("gateway", "a connection could not be accepted: {}", fault.message());
    pause_.expires_after(pause_when_full);
    co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, fault));
  }
}

void Listener::admit(tcp::socket socket) {
  error_code fault;
  const tcp::endpoint remote = socket.remote_endpoint(fault);
  if (fault) return;
  const std::string address = remote.address().to_string();
  auto slot = take_slot(address);
  if (!slot) return;
  socket.set_option(tcp::no_delay(true), fault);
  auto wire = tls_ ? make_tls_socket(std::move(socket), tls_->current(), std::move(slot))
                   : make_plain_socket(std::move(socket), buffer_, std::move(slot));
  // Not in one block with the counts (make_shared): weak pointers among the deadlines would keep its memory.
  const std::shared_ptr<HttpConnection> connection(
      new HttpConnection(loop_, std::move(wire), address, settings_.request_timeout, router_, deadlines_));
  remember(connection);
  connection->start();
}

void Listener::remember(const std::shared_ptr<HttpConnection>& connection) {
  if (connections_.size() >= std::max(prune_from, 2 * counts_->open))
    std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
  connections_.push_back(connection);
}

// Null: there are too many already. The slot is given back when the last copy goes.
std::shared_ptr<void> Listener::take_slot(const std::string& address) {
  const bool limited = settings_.max_connections_per_address > 0 && !is_loopback(address);
  if (counts_->open >= settings_.max_connections ||
      (limited && counts_->by_address[address] >= settings_.max_connections_per_address)) {
    log::debug("gateway", "a connection from {} was refused: too many are open", address);
    return nullptr;
  }
  ++counts_->open;
  ++counts_->by_address[address];
  return {this, [counts = counts_, address](void*) {
            --counts->open;
            if (--counts->by_address[address] == 0) counts->by_address.erase(address);
          }};
}

}  // namespace gb::gateway
