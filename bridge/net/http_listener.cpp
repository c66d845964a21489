#include "bridge/net/http_listener.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <unordered_set>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/listen_address.hpp"
#include "bridge/net/spawn.hpp"
#include "bridge/net/transfer_coding.hpp"
#include "bridge/net/unix_socket.hpp"

namespace gb::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using local = asio::local::stream_protocol;
using Stream = boost::beast::basic_stream<asio::generic::stream_protocol>;

constexpr std::chrono::seconds accept_pause{1};  // After an error such as "too many open files".
constexpr unsigned most_header = 16384;
constexpr int backlog = 64;
constexpr std::size_t small_body = 4096;  // What a stranger may send before he is told that he is one.

using Parser = http::request_parser<http::string_body>;

HttpIncoming incoming_of(http::request<http::string_body> request) {
  HttpIncoming incoming;
  incoming.method = request.method_string();
  incoming.target = request.target();
  incoming.host = request[http::field::host];
  incoming.authorization = request[http::field::authorization];
  incoming.accept = request[http::field::accept];
  incoming.content_type = request[http::field::content_type];
  incoming.origin = request[http::field::origin];
  incoming.body = std::move(request.body());
  return incoming;
}

http::response<http::string_body> response_of(HttpReply reply, unsigned version, bool keep_alive) {
  http::response<http::string_body> response(static_cast<http::status>(reply.status), version);
  response.set(http::field::content_type, reply.content_type);
  response.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = std::move(reply.body);
  response.prepare_payload();
  return response;
}

}  // namespace

class HttpListener::Parts : public std::enable_shared_from_this<Parts> {
 public:
  Parts(const asio::any_io_executor& loop, std::string area, ListenerLimits limits, Handler handler)
      : area_(std::move(area)),
        limits_(std::move(limits)),
        handler_(std::move(handler)),
        acceptor_(loop),
        local_(loop) {}

  void open(const tcp::endpoint& endpoint) {
    // In its place only when all has gone well, so that it can be tried again.
    tcp::acceptor made(acceptor_.get_executor());
    made.open(endpoint.protocol());
    made.set_option(tcp::acceptor::reuse_address(true));
    made.bind(endpoint);
    made.listen(backlog);
    acceptor_ = std::move(made);
    spawn(acceptor_.get_executor(), area_, accept(shared_from_this(), &acceptor_));
  }

  void open(const std::string& path) {
    local_ = unix_acceptor(acceptor_.get_executor(), path);
    path_ = path;
    spawn(acceptor_.get_executor(), area_, accept(shared_from_this(), &local_));
  }

  void stop() {
    stopped_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    local_.close(ignored);
    if (const std::string path = std::exchange(path_, {}); !path.empty()) ::unlink(path.c_str());
    for (Stream* stream : streams_) stream->close();
  }

  std::uint16_t port() const {
    boost::system::error_code failed;
    return acceptor_.local_endpoint(failed).port();
  }

 private:
  /// A connection that `stop` can close, as long as it is served.
  struct Open {
    Open(std::unordered_set<Stream*>& all, Stream& stream) : all_(all), stream_(stream) { all_.insert(&stream_); }
    ~Open() { all_.erase(&stream_); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    std::unordered_set<Stream*>& all_;
    Stream& stream_;
  };

  // `acceptor` is one of `self`'s own.
  template <class Acceptor>
  static asio::awaitable<void> accept(std::shared_ptr<Parts> self, Acceptor* acceptor) {
    asio::steady_timer pause(self->acceptor_.get_executor());
    while (!self->stopped_) {
      boost::system::error_code failed;
      auto socket = co_await acceptor->async_accept(asio::redirect_error(asio::use_awaitable, failed));
      if (self->stopped_) co_return;
      if (failed) {
        pause.expires_after(accept_pause);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      } else if (std::ssize(self->streams_) < self->limits_.connections) {
        asio::generic::stream_protocol::socket any(std::move(socket));
        spawn(self->acceptor_.get_executor(), self->area_, serve(self, std::move(any)));
      }
    }
  }

  // A connection that breaks is the other side's affair; only errors of a handler are logged, by `spawn`.
  static asio::awaitable<void> serve(std::shared_ptr<Parts> self, asio::generic::stream_protocol::socket socket) {
    Stream stream(std::move(socket));
    const Open open(self->streams_, stream);
    boost::beast::flat_buffer buffer;
    for (bool go_on = true; go_on && !self->stopped_;) {
      boost::system::error_code failed;
      Parser parser;
      parser.header_limit(most_header);
      parser.body_limit(self->limits_.max_body);
      stream.expires_after(self->limits_.idle);
      co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
      stream.expires_after(self->limits_.request);
      if (!failed && self->is_too_large(parser)) {
        log::warn(self->area_, "a request is refused: it is large, and from somebody without the token");
        co_return;
      }
      if (!failed && !is_coding_known(parser.get())) {
        HttpReply reply{501, "text/plain; charset=utf-8", "only chunked is understood as a transfer coding\n"};
        auto response = response_of(std::move(reply), parser.get().version(), false);
        co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, failed));
        break;
      }
      if (!failed) co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
      if (failed == http::error::body_limit) log::warn(self->area_, "a request is refused: its body is too large");
      if (failed || self->stopped_) co_return;
      stream.expires_never();
      const unsigned version = parser.get().version();
      go_on = parser.get().keep_alive();
      HttpReply reply = co_await self->handler_(incoming_of(parser.release()));
      auto response = response_of(std::move(reply), version, go_on);
      stream.expires_after(self->limits_.request);
      co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, failed));
      go_on = go_on && !failed;
    }
    boost::system::error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  }

  // By its head alone.
  bool is_too_large(const Parser& parser) const {
    const auto length = parser.content_length();
    const bool small = length ? *length <= small_body : !parser.chunked();
    return !small && limits_.admits && !limits_.admits(incoming_of(parser.get()));
  }

  std::string area_;
  ListenerLimits limits_;
  Handler handler_;
  tcp::acceptor acceptor_;
  local::acceptor local_;
  std::string path_;  ///< Of the Unix socket that is open.
  std::unordered_set<Stream*> streams_;
  bool stopped_ = false;
};

HttpListener::HttpListener(const asio::any_io_executor& loop, std::string area, ListenerLimits limits, Handler handler)
    : parts_(std::make_shared<Parts>(loop, std::move(area), std::move(limits), std::move(handler))) {}

HttpListener::~HttpListener() {
  stop();
}

result<void> HttpListener::start(const std::string& listen) {
  const auto address = parse_listen(listen);
  if (!address) return address.error();
  try {
    parts_->open({asio::ip::make_address(address->address), address->port});
  } catch (const boost::system::system_error& failed) {
    return Error{Fault::house, false, fmt::format("cannot listen on {}: {}", listen, failed.code().message())};
  }
  return {};
}

result<void> HttpListener::start_unix(const std::string& path) {
  try {
    parts_->open(path);
  } catch (const std::exception& failed) {
    return Error{Fault::house, false, fmt::format("cannot listen on {}: {}", path, failed.what())};
  }
  return {};
}

void HttpListener::stop() {
  parts_->stop();
}

std::uint16_t HttpListener::port() const {
  return parts_->port();
}

}  // namespace gb::net
