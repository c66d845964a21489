// The life of a Socket.IO connection, decided without a socket and without a clock.
#include "protocol/socketio/connection.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace gb::socketio {
namespace {

using nlohmann::json;

bool is_placeholder(const json& value) {
  return value.is_object() && value.contains("_placeholder") && value.at("_placeholder") == true;
}

// Puts each attachment where its placeholder stands. False if the numbers do not fit; without recursion.
bool put_attachments(json& data, std::vector<std::vector<std::uint8_t>>& attachments) {
  std::vector<bool> used(attachments.size());
  std::vector<json*> open{&data};
  while (!open.empty()) {
    json& value = *open.back();
    open.pop_back();
    if (is_placeholder(value)) {
      const auto number = value.find("num");
      if (number == value.end() || !number->is_number_unsigned()) return false;
      const auto index = number->get<std::uint64_t>();
      if (index >= attachments.size() || used[index]) return false;
      value = json::binary(std::move(attachments[index]));
      used[index] = true;
    } else if (value.is_structured()) {
      for (json& child : value) open.push_back(&child);
    }
  }
  return std::ranges::all_of(used, std::identity());
}

}  // namespace

Connection::Connection(Dialect dialect) : dialect_(dialect) {}

void Connection::start(Actions& actions) {
  if (dialect_ != Dialect::v2) return;
  spaces_.push_back({"/", false});
  actions.emplace_back(WantsToConnect{"/", nullptr});
}

void Connection::text(std::string_view message, const HasSpace& has_space, Actions& actions) {
  auto packet = partial_ ? std::nullopt : decode(message);
  if (!packet) {
    actions.emplace_back(Close{partial_ ? "a text where an attachment was due" : "malformed packet"});
    return;
  }
  if (packet->attachments > 0 && !connected(packet->space)) {
    actions.emplace_back(Close{"an event before CONNECT"});
    return;
  }
  if (packet->attachments > 0) {
    partial_ = std::make_unique<Partial>(Partial{std::move(*packet), {}, 0});
    return;
  }
  take(std::move(*packet), has_space, actions);
}

void Connection::binary(std::string_view message, Actions& actions) {
  if (!partial_ || partial_->bytes + message.size() > most_attached) {
    actions.emplace_back(Close{partial_ ? "the attachments are too large" : "an attachment of nothing"});
    return;
  }
  partial_->bytes += message.size();
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(message.data());
  partial_->attachments.emplace_back(bytes, bytes + message.size());
  if (partial_->attachments.size() < partial_->packet.attachments) return;
  const std::unique_ptr<Partial> whole = std::move(partial_);
  if (!put_attachments(whole->packet.data, whole->attachments)) {
    actions.emplace_back(Close{"attachments and placeholders do not fit"});
    return;
  }
  take(
      std::move(whole->packet), [](std::string_view) { return false; }, actions);
}

void Connection::take(Packet packet, const HasSpace& has_space, Actions& actions) {
  switch (packet.type) {
    case PacketType::connect:
      return connect(std::move(packet), has_space, actions);
    case PacketType::event:
    case PacketType::binary_event:
      return hand_up(std::move(packet), actions);
    case PacketType::disconnect:
      if (connected(packet.space)) {
        std::erase_if(spaces_, [&](const Space& space) { return space.name == packet.space; });
        actions.emplace_back(Left{std::move(packet.space)});
      }
      return;
    case PacketType::ack:
    case PacketType::binary_ack:
      if (packet.space == "/" && connected(packet.space))
        actions.emplace_back(Acknowledged{*packet.id, std::move(packet.data)});
      return;
    case PacketType::connect_error:
      return;
  }
}

void Connection::connect(Packet packet, const HasSpace& has_space, Actions& actions) {
  if (find(packet.space) != nullptr || spaces_.size() >= most_spaces) {
    actions.emplace_back(Close{"CONNECT to a namespace that is connected already, or to too many"});
    return;
  }
  if (!has_space(packet.space)) {
    actions.emplace_back(SendText{encode_connect_error(dialect_, packet.space, "Invalid namespace")});
    return;
  }
  spaces_.push_back({packet.space, false});
  actions.emplace_back(WantsToConnect{std::move(packet.space), std::move(packet.data)});
}

void Connection::hand_up(Packet packet, Actions& actions) {
  if (!connected(packet.space)) {
    actions.emplace_back(Close{"an event before CONNECT"});
    return;
  }
  std::string name = packet.data.front().get<std::string>();
  packet.data.erase(packet.data.begin());
  actions.emplace_back(Event{std::move(packet.space), std::move(name), std::move(packet.data), packet.id});
}

void Connection::accept(std::string_view space, std::string_view sid, Actions& actions) {
  Space* waiting = find(space);
  if (waiting == nullptr) return;
  waiting->connected = true;
  actions.emplace_back(SendText{encode_connect(dialect_, space, sid)});
}

void Connection::refuse(std::string_view space, std::string_view message, Actions& actions) {
  std::erase_if(spaces_, [&](const Space& waiting) { return waiting.name == space; });
  actions.emplace_back(SendText{encode_connect_error(dialect_, space, message)});
}

bool Connection::connected(std::string_view space) const {
  return std::ranges::any_of(spaces_, [&](const Space& known) { return known.connected && known.name == space; });
}

bool Connection::connected_at_all() const {
  return std::ranges::any_of(spaces_, &Space::connected);
}

Connection::Space* Connection::find(std::string_view space) {
  const auto found = std::ranges::find(spaces_, space, &Space::name);
  return found == spaces_.end() ? nullptr : &*found;
}

}  // namespace gb::socketio
