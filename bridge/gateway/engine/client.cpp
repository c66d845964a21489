#include "bridge/gateway/engine/client.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace gb::gateway {
namespace {

Tick now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

/// The socket that wants to take over a polling session.
class Client::Probe final : public WebSocketOwner {
 public:
  Probe(Client& client, std::unique_ptr<Socket> socket)
      : client_(client),
        transport_(std::make_unique<WebSocketTransport>(std::move(socket), most_before_login,
                                                        client.settings_.max_waiting, *this)) {}

  WebSocketTransport& transport() { return *transport_; }
  std::unique_ptr<WebSocketTransport> take() { return std::move(transport_); }

  void on_socket_message(bool binary, std::string_view payload) override {
    engineio::Actions actions;
    client_.machine_.upgrading_message(binary, payload, actions);
    client_.run(std::move(actions));
  }

  void on_socket_gone(std::string_view) override {
    gone_ = true;
    client_.machine_.upgrading_gone();
    client_.want_flush();
  }

  void on_socket_output() override { client_.want_flush(); }
  void on_socket_drained() override {}
  bool gone() const { return gone_; }

 private:
  Client& client_;
  std::unique_ptr<WebSocketTransport> transport_;
  bool gone_ = false;
};

Client::Client(ClientOwner& owner, SessionId id, std::string sid, Peer peer, const engineio::Request& request,
               const engineio::Settings& settings)
    : owner_(owner),
      id_(id),
      sid_(std::move(sid)),
      peer_(std::move(peer)),
      settings_(settings),
      machine_(request, settings, now()) {}

Client::~Client() = default;

void Client::start() {
  engineio::Actions actions;
  machine_.start(sid_, actions);
  run(std::move(actions));
}

void Client::poll(const std::shared_ptr<HttpConnection>& connection) {
  asking_ = connection;
  if (!waiting_) {
    waiting_ = connection;
    connection->when_gone([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->poll_gone();
    });
  }
  engineio::Actions actions;
  machine_.poll(now(), actions);
  run(std::move(actions));
  asking_.reset();
  tell_if_drained();
}

void Client::push(const std::shared_ptr<HttpConnection>& connection, std::string_view body, bool octets) {
  asking_ = connection;
  engineio::Actions actions;
  machine_.push(body, octets, now(), actions);
  run(std::move(actions));
  asking_.reset();
  want_flush();  // A pong may wait for the open GET.
}

void Client::poll_gone() {
  waiting_.reset();
  machine_.poll_gone();
}

void Client::adopt_socket(std::unique_ptr<Socket> socket, const std::string& answer, std::string surplus) {
  socket_ = std::make_unique<WebSocketTransport>(std::move(socket), most_message(), settings_.max_waiting, *this);
  socket_->send_raw(answer);
  start();
  owner_.handler().on_open(*this);
  if (!over_) socket_->start(std::move(surplus));
}

bool Client::may_upgrade() {
  return !over_ && machine_.begin_upgrade(now());
}

void Client::begin_upgrade(std::unique_ptr<Socket> socket, const std::string& answer, std::string surplus) {
  probe_ = std::make_unique<Probe>(*this, std::move(socket));
  probe_->transport().send_raw(answer);
  want_flush();
  watch_deadline();
  probe_->transport().start(std::move(surplus));
}

void Client::flush() {
  flush_wanted_ = false;
  if (probe_ && probe_->gone()) probe_.reset();
  if (probe_) probe_->transport().flush();
  if (socket_) return socket_->flush();
  engineio::Actions actions;
  machine_.flush(actions);
  run(std::move(actions));
  tell_if_drained();
}

void Client::want_flush() {
  if (!std::exchange(flush_wanted_, true)) owner_.wants_flush(*this);
}

void Client::tell_if_drained() {
  const bool full = !socket_ && !machine_.drained();
  if (std::exchange(was_full_, full) && !full && !over_) owner_.handler().on_writable(*this);
}

void Client::admit() {
  peer_.bearer = {};
  peer_.token = {};
  admitted_ = true;
  if (socket_) socket_->set_most_message(most_message());
}

std::size_t Client::most_message() const {
  return admitted_ ? settings_.max_payload : std::min(settings_.max_payload, most_before_login);
}

void Client::send_text(std::string_view message) {
  send(false, message);
}

void Client::send_binary(std::string_view message) {
  send(true, message);
}

void Client::send(bool binary, std::string_view message) {
  if (over_) return;
  engineio::Actions actions;
  machine_.send(binary, message, actions);
  run(std::move(actions));
  if (!socket_ && !machine_.drained()) was_full_ = true;
  want_flush();
}

bool Client::writable() const {
  return !over_ && (socket_ ? socket_->drained() : machine_.drained());
}

void Client::send_shared(SharedBroadcast broadcast) {
  if (over_) return;
  if (socket_) return socket_->send_shared(std::move(broadcast));
  for (const std::string& packet : broadcast->packets) send(false, packet);
}

void Client::close(std::string_view reason) {
  if (over_) return;
  engineio::Actions actions;
  machine_.close(reason, now(), actions);
  run(std::move(actions));
  watch_deadline();
}

void Client::on_socket_message(bool binary, std::string_view payload) {
  engineio::Actions actions;
  machine_.socket_message(binary, payload, now(), actions);
  run(std::move(actions));
}

void Client::on_socket_gone(std::string_view reason) {
  over(reason);
}

void Client::on_socket_output() {
  want_flush();
}

void Client::on_socket_drained() {
  owner_.handler().on_writable(*this);
}

Tick Client::on_deadline(Tick at) {
  if (over_) return Tick::max();
  engineio::Actions actions;
  machine_.tick(at, actions);
  run(std::move(actions));
  return over_ ? Tick::max() : machine_.deadline();
}

void Client::watch_deadline() {
  if (!over_) owner_.deadlines().schedule(shared_from_this(), machine_.deadline());
}

void Client::run(engineio::Actions actions) {
  const auto self = shared_from_this();
  for (engineio::Action& action : actions) act(action);
  watch_deadline();
}

void Client::act(engineio::Action& action) {
  using namespace engineio;
  if (auto* deliver = std::get_if<Deliver>(&action)) {
    if (over_) return;
    if (deliver->binary) return owner_.handler().on_binary(*this, deliver->data);
    return owner_.handler().on_text(*this, deliver->data);
  }
  if (auto* send = std::get_if<SendSocket>(&action)) {
    if (socket_) socket_->send(send->binary ? websocket::Opcode::binary : websocket::Opcode::text, send->payload);
    return;
  }
  if (auto* answer = std::get_if<AnswerPoll>(&action)) return answer_poll(answer->payload);
  if (auto* answer = std::get_if<AnswerPush>(&action)) {
    const std::string type = version() == Version::v3 ? "text/html" : "text/plain; charset=utf-8";
    asking_->answer(answer->ok ? Response{200, type, "ok", {}}
                               : Response{400, "application/json", refusal_body(Refusal::bad_request), {}});
    return;
  }
  if (std::holds_alternative<RefusePoll>(action)) {
    if (waiting_ == asking_) waiting_.reset();
    asking_->answer({400, "application/json", refusal_body(Refusal::bad_request), {}});
    return;
  }
  if (auto* probing = std::get_if<SendUpgrading>(&action)) {
    if (probe_) probe_->transport().send(websocket::Opcode::text, probing->payload);
    return;
  }
  if (std::holds_alternative<CloseUpgrading>(action)) {
    if (probe_) probe_->transport().close(websocket::CloseCode::protocol_error, "not an upgrade");
    if (probe_) probe_->on_socket_gone({});
    return;
  }
  if (std::holds_alternative<Upgraded>(action)) return upgraded();
  if (auto* closed = std::get_if<Closed>(&action)) over(closed->reason);
}

void Client::answer_poll(const engineio::Payload& payload) {
  const auto connection = std::exchange(waiting_, nullptr);
  if (!connection) return;
  connection->answer(
      {200, payload.octets ? "application/octet-stream" : "text/plain; charset=UTF-8", payload.body, {}});
}

void Client::upgraded() {
  // The probe is on the stack right now, but does nothing more.
  const std::unique_ptr<Probe> done = std::move(probe_);
  socket_ = done->take();
  socket_->set_owner(*this);
  socket_->set_most_message(most_message());
  want_flush();
  if (std::exchange(was_full_, false)) owner_.handler().on_writable(*this);
}

void Client::over(std::string_view reason) {
  if (std::exchange(over_, true)) return;
  end_reason_ = reason;
  if (socket_) socket_->close(websocket::CloseCode::normal, reason);
  owner_.is_over(*this);
}

}  // namespace gb::gateway
