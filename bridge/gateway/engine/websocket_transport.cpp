#include "bridge/gateway/engine/websocket_transport.hpp"

#include <boost/asio/buffer.hpp>
#include <utility>

namespace gb::gateway {

using websocket::CloseCode;
using websocket::Opcode;
using websocket::Received;

Socket::Parts WebSocketTransport::Output::parts() const {
  Socket::Parts parts;
  parts[0] = boost::asio::buffer(before);
  if (shared) parts[1] = boost::asio::buffer(shared->frames);
  parts[2] = boost::asio::buffer(after);
  return parts;
}

WebSocketTransport::State::State(std::unique_ptr<Socket> connected, std::size_t most_message, std::size_t most_waiting,
                                 WebSocketOwner& above)
    : socket(std::move(connected)),
      decoder(websocket::Role::server, most_message),
      max_waiting(most_waiting),
      owner(&above) {}

WebSocketTransport::WebSocketTransport(std::unique_ptr<Socket> socket, std::size_t max_message, std::size_t max_waiting,
                                       WebSocketOwner& owner)
    : state_(std::make_shared<State>(std::move(socket), max_message, max_waiting, owner)) {}

WebSocketTransport::~WebSocketTransport() {
  state_->over = true;
  state_->socket->close();
}

void WebSocketTransport::start(std::string surplus) {
  state_->socket->start_reading([state = state_.get()](std::span<char> bytes) {
    const auto alive = state->shared_from_this();
    state->read(bytes);
  });
  if (!surplus.empty()) state_->read(surplus);
}

void WebSocketTransport::set_owner(WebSocketOwner& owner) {
  state_->owner = &owner;
}

void WebSocketTransport::State::read(std::span<char> bytes) {
  if (bytes.empty()) return gone("the connection was lost");
  decoder.feed(bytes.data(), bytes.size());
  while (!over) {
    const Received received = decoder.next();
    if (received.kind == Received::Kind::nothing) return;
    handle(received);
  }
}

void WebSocketTransport::State::handle(const Received& received) {
  switch (received.kind) {
    case Received::Kind::text:
      return owner->on_socket_message(false, received.payload);
    case Received::Kind::binary:
      return owner->on_socket_message(true, received.payload);
    case Received::Kind::ping:
      return put(Opcode::pong, received.payload);
    case Received::Kind::close:
      say_goodbye(CloseCode::normal, {});
      return gone("closed by the client");
    case Received::Kind::error:
      say_goodbye(static_cast<CloseCode>(received.code), received.reason);
      return gone(received.reason);
    case Received::Kind::pong:
    case Received::Kind::nothing:
      return;
  }
}

void WebSocketTransport::State::put(Opcode opcode, std::string_view payload) {
  if (over) return;
  // One message may be over the bound (the members of a large channel); what comes after it may not.
  if (next.own_bytes() + (blocked ? blocked->own_bytes() : 0) > max_waiting) return gone("client does not read");
  std::string& out = next.shared ? next.after : next.before;
  const bool was_empty = next.empty();
  websocket::append_server_header(out, opcode, payload.size());
  out += payload;
  if (was_empty) owner->on_socket_output();
}

void WebSocketTransport::State::gone(std::string_view reason) {
  if (over) return;
  over = true;
  owner->on_socket_gone(reason);
}

// The last frame. Tried once: whoever does not read does not need it.
void WebSocketTransport::State::say_goodbye(CloseCode code, std::string_view reason) {
  if (blocked) return;
  next.after += websocket::server_frame(Opcode::close, websocket::close_payload(code, reason));
  hand_over([](bool) {});
}

// Gives the socket all that waits. What does not leave at once is the socket's as well, whatever becomes of us.
void WebSocketTransport::State::hand_over(Socket::OnWritten on_written) {
  auto output = std::make_shared<const Output>(std::exchange(next, {}));
  if (!socket->write(output->parts(), output, std::move(on_written))) blocked = std::move(output);
}

void WebSocketTransport::State::flush() {
  if (over || blocked || next.empty()) return;
  hand_over([self = shared_from_this()](bool good) {
    if (self->over) return;
    self->blocked.reset();
    if (!good) return self->gone("the connection was lost");
    self->flush();
    if (!self->blocked && !self->over) self->owner->on_socket_drained();
  });
}

void WebSocketTransport::send_raw(std::string_view bytes) {
  state_->next.before += bytes;
  state_->owner->on_socket_output();
}

void WebSocketTransport::send(Opcode opcode, std::string_view payload) {
  state_->put(opcode, payload);
}

void WebSocketTransport::send_shared(SharedBroadcast broadcast) {
  const bool was_empty = state_->next.empty();
  state_->next.shared = std::move(broadcast);
  if (was_empty) state_->owner->on_socket_output();
}

void WebSocketTransport::flush() {
  state_->flush();
}

void WebSocketTransport::close(CloseCode code, std::string_view reason) {
  if (!state_->over) state_->say_goodbye(code, reason);
  state_->over = true;
}

}  // namespace gb::gateway
