#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/gateway/engine/deadlines.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/gateway/engine/session.hpp"
#include "bridge/gateway/engine/websocket_transport.hpp"
#include "protocol/engineio/session.hpp"

namespace gb::gateway {

class Client;

/// What a client needs of the engine that owns it.
class ClientOwner {
 public:
  virtual ~ClientOwner() = default;

  /// The client has something to send; `flush` is to be called at the end of the turn.
  virtual void wants_flush(Client& client) = 0;

  /// The client is over; it is to be told to the handler and dropped at the end of the turn.
  virtual void is_over(Client& client) = 0;

  virtual EngineHandler& handler() = 0;
  virtual Deadlines& deadlines() = 0;
};

/// One Engine.IO session: carries out what the machine in protocol/engineio decides. Owned by the engine.
class Client final : public EngineSession,
                     public WebSocketOwner,
                     public Timed,
                     public std::enable_shared_from_this<Client> {
 public:
  Client(ClientOwner& owner, SessionId id, std::string sid, Peer peer, const engineio::Request& request,
         const engineio::Settings& settings);
  ~Client() override;

  const std::string& sid() const { return sid_; }
  const std::string& end_reason() const { return end_reason_; }

  /// Bytes of one message that it may send now.
  std::size_t most_message() const;

  /// Sends the open packet and arms the heartbeat.
  void start();

  void poll(const std::shared_ptr<HttpConnection>& connection);
  void push(const std::shared_ptr<HttpConnection>& connection, std::string_view body, bool octets);

  /// A new session's own socket.
  void adopt_socket(std::unique_ptr<Socket> socket, const std::string& answer, std::string surplus);

  /// A socket that wants to take over; false if it may not.
  bool may_upgrade();
  void begin_upgrade(std::unique_ptr<Socket> socket, const std::string& answer, std::string surplus);

  void flush();

  // EngineSession
  SessionId id() const override { return id_; }
  engineio::Version version() const override { return machine_.version(); }
  const Peer& peer() const override { return peer_; }
  void admit() override;
  void send_text(std::string_view message) override;
  void send_binary(std::string_view message) override;
  bool writable() const override;
  void send_shared(SharedBroadcast broadcast) override;
  void close(std::string_view reason) override;

  // WebSocketOwner
  void on_socket_message(bool binary, std::string_view payload) override;
  void on_socket_gone(std::string_view reason) override;
  void on_socket_output() override;
  void on_socket_drained() override;

  // Timed
  Tick on_deadline(Tick now) override;

 private:
  class Probe;

  void send(bool binary, std::string_view message);
  void run(engineio::Actions actions);
  void act(engineio::Action& action);
  void poll_gone();
  void answer_poll(const engineio::Payload& payload);
  void upgraded();
  void over(std::string_view reason);
  void watch_deadline();
  void want_flush();
  void tell_if_drained();

  ClientOwner& owner_;
  SessionId id_;
  std::string sid_;
  Peer peer_;
  const engineio::Settings& settings_;
  engineio::Session machine_;
  std::unique_ptr<WebSocketTransport> socket_;
  std::unique_ptr<Probe> probe_;
  std::shared_ptr<HttpConnection> waiting_;  ///< Its GET waits for an answer.
  std::shared_ptr<HttpConnection> asking_;   ///< Its request is being handled right now.
  std::string end_reason_;
  bool over_ = false;
  bool flush_wanted_ = false;
  bool admitted_ = false;
  bool was_full_ = false;  ///< Polling: something has waited since the handler last heard that nothing does.
};

}  // namespace gb::gateway
