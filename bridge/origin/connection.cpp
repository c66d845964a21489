#include "bridge/origin/connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "bridge/origin/polling_transport.hpp"
#include "bridge/origin/websocket_transport.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds patience{20};

Tick now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Connection::Connection(boost::asio::any_io_executor loop, Server server, std::string token, std::string forwarded_for)
    : loop_(std::move(loop)),
      server_(std::move(server)),
      token_(std::move(token)),
      forwarded_for_(std::move(forwarded_for)),
      engineio_(patience, now()),
      alarm_(loop_) {}

awaitable<Ending> Connection::run(Hear hear, Transport::Ready ready) {
  const auto self = shared_from_this();
  hear_ = std::move(hear);
  const auto opened = co_await open();
  if (!opened) end(Ending::Kind::lost, opened.error().told);
  if (!over_) {
    engineio_ = engineio::Client(patience, now());
    let_in_by_ = now() + patience;
    watch_deadline();
    std::string why =
        co_await transport_->carry([this](engineio::Packet packet) { take(std::move(packet)); }, std::move(ready));
    end(Ending::Kind::lost, std::move(why));
  }
  hear_ = {};
  co_return ending_;
}

awaitable<result<void>> Connection::open() {
  auto opened =
      co_await try_transport(std::make_shared<WebSocketTransport>(loop_, server_, forwarded_for_, most_packet));
  if (opened || opened.error().retry || over_) co_return opened;
  co_return co_await try_transport(std::make_shared<PollingTransport>(loop_, server_, forwarded_for_, most_packet));
}

awaitable<result<void>> Connection::try_transport(std::shared_ptr<Transport> transport) {
  transport_ = std::move(transport);
  co_return co_await transport_->open();
}

void Connection::take(engineio::Packet packet) {
  if (over_) return;
  const bool opens = !engineio_.opened();
  engineio::ClientActions actions;
  engineio_.take(std::move(packet), now(), actions);
  perform(std::move(actions));
  if (!opens || !engineio_.opened() || over_) return;
  watch_deadline();  // From now on the heartbeat's, which may come sooner.
  transport_->send({engineio::PacketType::message, false, socketio::encode_connect_request(token_)});
}

void Connection::perform(engineio::ClientActions actions) {
  for (engineio::ClientAction& action : actions) {
    if (over_) return;
    if (auto* message = std::get_if<engineio::Deliver>(&action)) {
      socketio::ClientActions above;
      if (message->binary)
        socketio_.binary(std::move(message->data), above);
      else
        socketio_.text(std::move(message->data), above);
      perform(std::move(above));
    } else if (auto* sending = std::get_if<engineio::Send>(&action)) {
      transport_->send(std::move(sending->packet));
    } else {
      end(Ending::Kind::lost, std::get<engineio::Closed>(action).reason);
    }
  }
}

void Connection::perform(socketio::ClientActions actions) {
  for (socketio::ClientAction& action : actions) {
    if (over_) return;
    if (auto* packet = std::get_if<socketio::Received>(&action))
      hear_(std::move(*packet));
    else if (auto* refusal = std::get_if<socketio::TurnedAway>(&action))
      end(Ending::Kind::turned_away, std::move(refusal->message));
    else if (auto* ended = std::get_if<socketio::Ended>(&action))
      end(ended->by_server ? Ending::Kind::shown_out : Ending::Kind::lost, std::move(ended->reason));
  }
}

bool Connection::send(const std::string& text, std::vector<std::string> attachments) {
  if (!is_in() || transport_->waiting() > most_waiting) return false;
  transport_->send({engineio::PacketType::message, false, text});
  for (std::string& bytes : attachments) transport_->send({engineio::PacketType::message, true, std::move(bytes)});
  return true;
}

void Connection::watch_deadline() {
  const Tick next = socketio_.is_in() ? engineio_.deadline() : std::min(engineio_.deadline(), let_in_by_);
  alarm_.expires_at(next);
  alarm_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || self->over_) return;
    engineio::ClientActions actions;
    self->engineio_.tick(now(), actions);
    self->perform(std::move(actions));
    if (!self->socketio_.is_in() && now() >= self->let_in_by_)
      self->end(Ending::Kind::lost, "the server does not answer our CONNECT");
    if (!self->over_) self->watch_deadline();
  });
}

void Connection::end(Ending::Kind kind, std::string told) {
  if (std::exchange(over_, true)) return;
  ending_ = {kind, std::move(told), socketio_.is_in()};
  alarm_.cancel();
  if (transport_) transport_->close();
}

void Connection::close(std::string why) {
  end(Ending::Kind::lost, std::move(why));
}

}  // namespace gb::origin
