#include "bridge/net/stream.hpp"

#include <fmt/core.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "bridge/net/deadline.hpp"
#include "bridge/net/dial.hpp"
#include "bridge/net/tls_client.hpp"

namespace gb::net {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

auto into(error_code& fault) {
  return asio::redirect_error(asio::use_awaitable, fault);
}

Error peer_error(std::string told) {
  return Error{Fault::peer, true, std::move(told)};
}

std::string read_words(const error_code& fault) {
  // Many servers end TLS without its goodbye; to a line protocol that is an end like any other.
  const bool ended = fault == asio::error::eof || fault == ssl::error::stream_truncated;
  return ended ? "the server closed the connection" : fault.message();
}

/// What TCP and TLS have in common; `lowest` is the socket that closing closes.
template <class Socket>
class SocketStream : public Stream {
 public:
  asio::awaitable<result<std::size_t>> read_some(std::span<char> buffer) override {
    error_code fault;
    const std::size_t size = co_await socket().async_read_some(asio::buffer(buffer.data(), buffer.size()), into(fault));
    if (fault) co_return peer_error(read_words(fault));
    co_return size;
  }

  asio::awaitable<result<void>> write(std::string_view bytes) override {
    const Deadline deadline(lowest().get_executor(), timeout_, [this] { close(); });
    error_code fault;
    co_await asio::async_write(socket(), asio::buffer(bytes.data(), bytes.size()), into(fault));
    if (fault) co_return peer_error("cannot write: " + deadline.words(fault));
    co_return result<void>();
  }

  void close() override {
    error_code ignored;
    lowest().close(ignored);
  }

 protected:
  explicit SocketStream(std::chrono::milliseconds timeout) : timeout_(timeout) {}

  virtual Socket& socket() = 0;
  virtual tcp::socket& lowest() = 0;

 private:
  std::chrono::milliseconds timeout_;
};

class PlainStream final : public SocketStream<tcp::socket> {
 public:
  PlainStream(tcp::socket socket, std::chrono::milliseconds timeout)
      : SocketStream(timeout), socket_(std::move(socket)) {}

 private:
  tcp::socket& socket() override { return socket_; }
  tcp::socket& lowest() override { return socket_; }

  tcp::socket socket_;
};

class TlsStream final : public SocketStream<TlsSocket> {
 public:
  TlsStream(tcp::socket socket, const StreamTarget& target)
      : SocketStream(target.timeout), context_(make_client_context(target)), socket_(std::move(socket), context_) {}

  TlsSocket& socket() override { return socket_; }

 private:
  tcp::socket& lowest() override { return socket_.next_layer(); }

  ssl::context context_;
  TlsSocket socket_;
};

asio::awaitable<result<std::unique_ptr<Stream>>> shake_hands(tcp::socket socket, const StreamTarget& target,
                                                             std::chrono::milliseconds limit) {
  auto stream = std::make_unique<TlsStream>(std::move(socket), target);
  prepare_verification(stream->socket(), target);
  const Deadline deadline(stream->socket().get_executor(), limit, [&stream] { stream->close(); });
  error_code fault;
  co_await stream->socket().async_handshake(ssl::stream_base::client, into(fault));
  if (fault) co_return peer_error(fmt::format("TLS with {}: {}", target.host, deadline.words(fault)));
  if (!fits_pins(stream->socket(), target))
    co_return peer_error(fmt::format("TLS with {}: the certificate fits none of the fingerprints", target.host));
  co_return std::move(stream);
}

}  // namespace

asio::awaitable<result<std::unique_ptr<Stream>>> connect(asio::any_io_executor loop, StreamTarget target) try {
  const auto end = std::chrono::steady_clock::now() + target.timeout;
  auto socket = co_await dial(loop, target.host, target.port, target.timeout);
  if (!socket) co_return socket.error();
  if (!target.tls) co_return std::make_unique<PlainStream>(std::move(*socket), target.timeout);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  co_return co_await shake_hands(std::move(*socket), target, std::max(left, std::chrono::milliseconds(1)));
} catch (const boost::system::system_error& failure) {
  // Cancellation is not a failure of TLS: it ends the coroutine.
  if (failure.code() == asio::error::operation_aborted) throw;
  co_return Error{Fault::caller, true, fmt::format("TLS cannot be set up: {}", failure.code().message())};
}

}  // namespace gb::net
