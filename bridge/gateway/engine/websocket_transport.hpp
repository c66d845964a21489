#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "bridge/gateway/engine/shared_bytes.hpp"
#include "bridge/gateway/engine/socket.hpp"
#include "protocol/websocket/decoder.hpp"

namespace gb::gateway {

/// Hears what comes on a WebSocket.
class WebSocketOwner {
 public:
  virtual ~WebSocketOwner() = default;
  virtual void on_socket_message(bool binary, std::string_view payload) = 0;

  /// The socket is of no use any more; called once.
  virtual void on_socket_gone(std::string_view reason) = 0;

  /// There is something to send: call `flush` at the end of the turn.
  virtual void on_socket_output() = 0;

  /// Everything that could not leave at once has left.
  virtual void on_socket_drained() = 0;
};

/// The WebSocket below a session: frames in and out of a socket. What is sent waits for `flush`, which hands all of it
/// to the kernel in one call; what the kernel does not take waits, and nothing is added behind it but small frames up
/// to a bound. Lives on the event loop.
class WebSocketTransport {
 public:
  /// `owner` must outlive this or be replaced with `set_owner`.
  WebSocketTransport(std::unique_ptr<Socket> socket, std::size_t max_message, std::size_t max_waiting,
                     WebSocketOwner& owner);
  ~WebSocketTransport();

  /// `surplus`: what was read already, behind the HTTP request.
  void start(std::string surplus);
  void set_owner(WebSocketOwner& owner);

  /// Bytes of one message, from the next frame on.
  void set_most_message(std::size_t bytes) { state_->decoder.set_max_message(bytes); }

  /// The first bytes, before any frame: the answer to the HTTP request.
  void send_raw(std::string_view bytes);

  void send(websocket::Opcode opcode, std::string_view payload);

  /// Only while `drained`, and once before each flush.
  void send_shared(SharedBroadcast broadcast);

  bool drained() const { return !state_->blocked && !state_->next.shared; }

  /// Hands over what waits, in one call.
  void flush();

  /// Sends what waits and a goodbye, as far as the kernel takes it, and hears nothing more.
  void close(websocket::CloseCode code, std::string_view reason);

 private:
  struct Output {
    std::string before;      ///< Own frames
    SharedBroadcast shared;  ///< then a broadcast
    std::string after;       ///< then own frames again.

    std::size_t own_bytes() const { return before.size() + after.size(); }
    bool empty() const { return before.empty() && !shared && after.empty(); }
    Socket::Parts parts() const;
  };

  struct State : std::enable_shared_from_this<State> {
    State(std::unique_ptr<Socket> connected, std::size_t most_message, std::size_t most_waiting, WebSocketOwner& above);

    void read(std::span<char> bytes);
    void handle(const websocket::Received& received);
    void put(websocket::Opcode opcode, std::string_view payload);
    void flush();
    void hand_over(Socket::OnWritten on_written);
    void say_goodbye(websocket::CloseCode code, std::string_view reason);
    void gone(std::string_view reason);

    std::unique_ptr<Socket> socket;
    websocket::Decoder decoder;
    Output next;                            ///< Waits for the flush.
    std::shared_ptr<const Output> blocked;  ///< Given to the socket, which still holds some of it.
    std::size_t max_waiting;
    WebSocketOwner* owner;
    bool over = false;
  };

  std::shared_ptr<State> state_;
};

}  // namespace gb::gateway
