#include "bridge/origin/websocket_transport.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <span>
#include <utility>

#include "bridge/net/spawn.hpp"
#include "protocol/text/base64.hpp"
#include "protocol/websocket/frame.hpp"

namespace gb::origin {
namespace {

namespace http = boost::beast::http;
using boost::asio::awaitable;
using websocket::Opcode;
using websocket::Received;

constexpr std::chrono::seconds patience{20};  // To connect, and for each write.
constexpr std::size_t piece = std::size_t{8} << 10;
constexpr std::size_t most_header = std::size_t{16} << 10;

// What only who has read the request can answer (RFC 6455, section 4.2.2).
std::string acceptance(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return text::encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Error not_served(std::string told) {
  return {Fault::peer, false, std::move(told)};
}

}  // namespace

WebSocketTransport::WebSocketTransport(boost::asio::any_io_executor loop, Server server, std::string forwarded_for,
                                       std::size_t max_message)
    : loop_(std::move(loop)),
      server_(std::move(server)),
      forwarded_for_(std::move(forwarded_for)),
      decoder_(websocket::Role::client, max_message),
      news_(loop_, boost::asio::steady_timer::time_point::max()) {}

std::string WebSocketTransport::request(std::string_view key) const {
  std::string out = fmt::format(
      "GET {}/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\nUser-Agent: guildbridge\r\n",
      server_.path, server_.authority(), key);
  if (!forwarded_for_.empty()) out += fmt::format("X-Forwarded-For: {}\r\n", forwarded_for_);
  return out + "\r\n";
}

awaitable<result<void>> WebSocketTransport::open() {
  const auto self = shared_from_this();
  net::StreamTarget target;
  target.host = server_.host;
  target.port = server_.port;
  target.tls = server_.tls;
  target.ca_file = server_.ca_file;
  target.timeout = patience;
  auto stream = co_await net::connect(loop_, std::move(target));
  if (!stream) co_return stream.error();
  stream_ = std::move(*stream);
  if (closed_) co_return Error{Fault::caller, true, "closed"};
  co_return co_await shake_hands();
}

// Who answers with anything but 101 is a server, but none that speaks WebSocket (a proxy in between, perhaps).
awaitable<result<void>> WebSocketTransport::shake_hands() {
  std::array<char, 16> noise{};
  for (char& c : noise) c = static_cast<char>(random_());
  const std::string key = text::encode_base64({noise.data(), noise.size()});
  const std::string asked = request(key);
  auto sent = co_await stream_->write(asked);
  if (!sent) co_return sent.error();
  http::response_parser<http::empty_body> answer;
  answer.skip(true);
  answer.header_limit(most_header);
  std::string input;
  while (!answer.is_header_done()) {
    std::array<char, piece> buffer{};
    const auto size = co_await stream_->read_some(buffer);
    if (!size) co_return size.error();
    input.append(buffer.data(), *size);
    boost::beast::error_code fault;
    const std::size_t used = answer.put(boost::asio::buffer(input), fault);
    input.erase(0, used);
    if (fault == http::error::need_more) continue;
    if (fault) co_return not_served("the server's answer to the WebSocket request is no HTTP");
  }
  const unsigned status = answer.get().result_int();
  if (status != 101) co_return not_served(fmt::format("the server answers the WebSocket request with {}", status));
  const auto& accepted = answer.get()[http::field::sec_websocket_accept];
  if (std::string_view(accepted.data(), accepted.size()) != acceptance(key))
    co_return not_served("the server answers another WebSocket request than ours");
  surplus_ = std::move(input);
  co_return result<void>();
}

awaitable<std::string> WebSocketTransport::carry(Take take, Ready ready) {
  const auto self = shared_from_this();
  net::spawn(loop_, "origin", write_on(), [self] {});
  std::string buffer(piece, '\0');
  std::span<char> came(surplus_);
  while (!closed_) {
    decoder_.feed(came.data(), came.size());
    for (bool more = true; more && !closed_;) more = handle(decoder_.next(), take);
    if (ready && !closed_) co_await ready();
    if (closed_) break;
    const auto size = co_await stream_->read_some(buffer);
    if (!size) {
      if (end_.empty()) end_ = size.error().told;
      break;
    }
    came = std::span(buffer).first(*size);
  }
  close();
  co_return end_.empty() ? "closed" : end_;
}

// False: more bytes are needed.
bool WebSocketTransport::handle(const Received& received, const Take& take) {
  std::optional<engineio::Packet> packet;
  switch (received.kind) {
    case Received::Kind::nothing:
      return false;
    case Received::Kind::text:
      packet = engineio::decode_text(received.payload);
      break;
    case Received::Kind::binary:
      packet = engineio::decode_binary(engineio::Version::v4, received.payload);
      break;
    case Received::Kind::ping:
      put(Opcode::pong, received.payload);
      return true;
    case Received::Kind::pong:
      return true;
    case Received::Kind::close:
      end_ = fmt::format("the server closed the connection ({})", received.code);
      close();
      return false;
    case Received::Kind::error:
      end_ = fmt::format("the server's WebSocket frames cannot be read: {}", received.reason);
      close();
      return false;
  }
  if (packet) {
    take(std::move(*packet));
    return true;
  }
  end_ = "the server sends what is no packet";
  close();
  return false;
}

void WebSocketTransport::send(engineio::Packet packet) {
  if (packet.binary)
    put(Opcode::binary, engineio::encode_binary(engineio::Version::v4, packet.data));
  else
    put(Opcode::text, engineio::encode_text(packet.type, packet.data));
}

void WebSocketTransport::put(Opcode opcode, std::string_view payload) {
  if (closed_) return;
  queued_ += websocket::client_frame(opcode, payload, random_());
  news_.cancel();
}

awaitable<void> WebSocketTransport::write_on() {
  const auto self = shared_from_this();
  while (!closed_) {
    if (queued_.empty()) {
      boost::system::error_code woken;
      co_await news_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
      continue;
    }
    writing_ = std::exchange(queued_, {});
    const auto written = co_await stream_->write(writing_);
    writing_.clear();
    if (written) continue;
    if (end_.empty()) end_ = written.error().told;
    close();
  }
}

void WebSocketTransport::close() {
  if (std::exchange(closed_, true)) return;
  news_.cancel();
  if (stream_) stream_->close();
}

}  // namespace gb::origin
