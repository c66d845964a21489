// The life of a Socket.IO connection as its client sees it, decided without a socket and without a clock.
#include "protocol/socketio/client.hpp"

#include <utility>

namespace gb::socketio {
namespace {

// Socket.IO 4 sends {"message": "..."}.
std::string words_of(const nlohmann::json& data) {
  std::string words;
  if (data.is_string()) words = data.get<std::string>();
  if (data.is_object() && data.contains("message") && data["message"].is_string())
    words = data["message"].get<std::string>();
  return words.empty() ? "refused without a reason" : words;
}

}  // namespace

void Client::text(std::string message, ClientActions& actions) {
  auto packet = partial_ ? std::nullopt : decode(message, Sender::server);
  if (!packet) {
    actions.emplace_back(Ended{partial_ ? "a text where an attachment was due" : "malformed packet", false});
    return;
  }
  const bool is_event = packet->type == PacketType::event || packet->type == PacketType::binary_event;
  if (is_event && !in_ && packet->space == "/") {
    actions.emplace_back(Ended{"an event before the answer to CONNECT", false});
    return;
  }
  Received whole{std::move(*packet), std::move(message), {}};
  if (whole.packet.attachments == 0) return take(std::move(whole), actions);
  partial_ = std::make_unique<Received>(std::move(whole));
  partial_bytes_ = 0;
}

void Client::binary(std::string message, ClientActions& actions) {
  if (!partial_ || partial_bytes_ + message.size() > most_attached) {
    actions.emplace_back(Ended{partial_ ? "the attachments are too large" : "an attachment of nothing", false});
    return;
  }
  partial_bytes_ += message.size();
  partial_->attachments.push_back(std::move(message));
  if (partial_->attachments.size() < partial_->packet.attachments) return;
  const auto whole = std::move(partial_);
  take(std::move(*whole), actions);
}

void Client::take(Received whole, ClientActions& actions) {
  if (whole.packet.space != "/") return;  // We have asked for no other.
  switch (whole.packet.type) {
    case PacketType::connect:
      in_ = true;
      actions.emplace_back(LetIn{});
      return;
    case PacketType::connect_error:
      actions.emplace_back(TurnedAway{words_of(whole.packet.data)});
      return;
    case PacketType::disconnect:
      actions.emplace_back(Ended{"the server has ended the conversation", true});
      return;
    case PacketType::event:
    case PacketType::binary_event:
    case PacketType::ack:
    case PacketType::binary_ack:
      if (in_)
        actions.emplace_back(std::move(whole));
      else
        actions.emplace_back(Ended{"an event before the answer to CONNECT", false});
      return;
  }
}

const nlohmann::json& only_argument(const Packet& event) {
  static const nlohmann::json none;
  return event.data.is_array() && event.data.size() == 2 ? event.data[1] : none;
}

}  // namespace gb::socketio
