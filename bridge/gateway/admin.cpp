#include "bridge/gateway/admin.hpp"

#include <fmt/core.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/admin_page.hpp"
#include "bridge/gateway/listen_address.hpp"

namespace gb::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr int most_connections = 16;
constexpr std::chrono::seconds request_time{5};
constexpr std::chrono::seconds accept_pause{1};  // after an error such as "too many open files"
constexpr std::size_t most_header = 8192;
constexpr std::size_t most_body = 0;

void confine(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& gone) {
    if (gone.code() != asio::error::operation_aborted) log::debug("admin", "a connection ended: {}", gone.what());
  } catch (const std::exception& other) {
    log::error("admin", "a connection failed: {}", other.what());
  }
}

}  // namespace

// Shared with the coroutines, which end when the acceptor is closed or their time is over.
struct AdminListener::Parts : std::enable_shared_from_this<Parts> {
  Parts(const asio::any_io_executor& loop, config::Admin admin, const StatusSource& status)
      : config(std::move(admin)), source(&status), acceptor(loop) {}

  asio::awaitable<void> accept() {
    asio::steady_timer pause(acceptor.get_executor());
    while (acceptor.is_open()) {
      boost::system::error_code failed;
      tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failed));
      if (!acceptor.is_open()) co_return;
      if (failed) {
        pause.expires_after(accept_pause);
        co_await pause.async_wait(asio::use_awaitable);
      } else if (open < most_connections) {
        asio::co_spawn(acceptor.get_executor(), serve(shared_from_this(), std::move(socket)), confine);
      }
    }
  }

  // One request per connection: nobody polls this often.
  static asio::awaitable<void> serve(std::shared_ptr<Parts> self, tcp::socket socket) {
    const Counted counted(self->open);
    boost::beast::tcp_stream stream(std::move(socket));
    stream.expires_after(request_time);
    boost::beast::flat_buffer buffer(most_header);
    http::request_parser<http::empty_body> parser;
    parser.header_limit(most_header);
    parser.body_limit(most_body);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);

    const auto& request = parser.get();
    if (self->source == nullptr) co_return;
    const AdminAnswer page = admin_page(request.method_string(), request.target(), request[http::field::host],
                                        [&] { return self->source->status(); });
    http::response<http::string_body> response(static_cast<http::status>(page.status), request.version());
    response.set(http::field::content_type, page.content_type);
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(false);
    response.body() = page.body;
    response.prepare_payload();
    co_await http::async_write(stream, response, asio::use_awaitable);
    stream.socket().shutdown(tcp::socket::shutdown_send);
  }

  struct Counted {
    explicit Counted(int& number) : number_(number) { ++number_; }
    ~Counted() { --number_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    int& number_;
  };

  config::Admin config;
  const StatusSource* source;  ///< Null once stopped.
  tcp::acceptor acceptor;
  int open = 0;
};

AdminListener::AdminListener(const asio::any_io_executor& loop, config::Admin config, const StatusSource& source)
    : parts_(std::make_shared<Parts>(loop, std::move(config), source)) {}

AdminListener::~AdminListener() {
  stop();
}

result<void> AdminListener::start() {
  if (parts_->config.listen.empty()) return {};
  const auto listen = parse_listen(parts_->config.listen);
  if (!listen) return Error{Fault::caller, false, "[admin] " + listen.error().told};
  if (!listen->loopback)
    return Error{
        Fault::caller, false,
        fmt::format("[admin] listen = \"{}\": only loopback addresses are allowed, because nobody is asked for "
                    "credentials there",
                    parts_->config.listen)};
  const tcp::endpoint endpoint(asio::ip::make_address(listen->address), listen->port);
  try {
    parts_->acceptor.open(endpoint.protocol());
    parts_->acceptor.set_option(tcp::acceptor::reuse_address(true));
    parts_->acceptor.bind(endpoint);
    parts_->acceptor.listen(most_connections);
  } catch (const boost::system::system_error& failed) {
    return Error{Fault::house, false,
                 fmt::format("[admin] cannot listen on {}: {}", parts_->config.listen, failed.code().message())};
  }
  auto accepting = [](std::shared_ptr<Parts> parts) -> asio::awaitable<void> { co_await parts->accept(); };
  asio::co_spawn(parts_->acceptor.get_executor(), accepting(parts_), confine);
  return {};
}

std::uint16_t AdminListener::port() const {
  boost::system::error_code failed;
  return parts_->acceptor.local_endpoint(failed).port();
}

void AdminListener::stop() {
  boost::system::error_code ignored;
  parts_->acceptor.close(ignored);
  parts_->source = nullptr;
}

}  // namespace gb::gateway
