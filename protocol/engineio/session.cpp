// The life of one session, decided without a socket and without a clock.
#include "protocol/engineio/session.hpp"

#include <algorithm>
#include <utility>

namespace gb::engineio {

Session::Session(const Request& request, const Settings& settings, Tick now)
    : settings_(settings), heartbeat_(request.version, Role::server, settings, now), version_(request.version) {
  if (request.transport != Transport::polling) return;
  polling_ = std::make_unique<Polling>();
  polling_->base64 = request.base64;
}

void Session::start(std::string_view sid, Actions& actions) {
  put(Packet{PacketType::open, false, open_data(sid, !on_websocket(), settings_)}, actions);
}

bool Session::drained() const {
  return !polling_ || polling_->queue.empty();
}

void Session::poll(Tick now, Actions& actions) {
  tick(now, actions);
  if (over_ || !polling_) {
    actions.emplace_back(RefusePoll{});
    return;
  }
  if (polling_->waiting) {
    actions.emplace_back(RefusePoll{});
    end("two polls at once", PacketType::close, actions);
    return;
  }
  polling_->waiting = true;
  if (polling_->upgrade == Upgrade::probed) {
    answer(actions, {Packet{PacketType::noop, false, {}}});
    return;
  }
  flush(actions);
}

void Session::poll_gone() {
  if (polling_) polling_->waiting = false;
}

void Session::push(std::string_view body, bool octets, Tick now, Actions& actions) {
  tick(now, actions);
  auto packets = over_ || !polling_ ? std::nullopt : decode_payload(version_, body, octets);
  actions.emplace_back(AnswerPush{packets.has_value()});
  if (over_ || !polling_) return;
  if (!packets) {
    end("malformed payload", PacketType::close, actions);
    return;
  }
  for (Packet& packet : *packets) {
    if (over_) return;
    take(std::move(packet), now, actions);
  }
}

void Session::socket_message(bool binary, std::string_view payload, Tick now, Actions& actions) {
  if (over_) return;
  auto packet = binary ? decode_binary(version_, payload) : decode_text(payload);
  if (packet)
    take(std::move(*packet), now, actions);
  else
    end("malformed packet", PacketType::close, actions);
}

void Session::take(Packet packet, Tick now, Actions& actions) {
  switch (packet.type) {
    case PacketType::message:
      actions.emplace_back(Deliver{packet.binary, std::move(packet.data)});
      return;
    case PacketType::ping:
      if (!heartbeat_.ping(settings_, now)) return end("a ping in the wrong direction", PacketType::close, actions);
      return put(Packet{PacketType::pong, false, std::move(packet.data)}, actions);
    case PacketType::pong:
      if (!heartbeat_.pong(settings_, now)) end("a pong in the wrong direction", PacketType::close, actions);
      return;
    case PacketType::close:
      return end("closed by the client", PacketType::noop, actions);
    case PacketType::noop:
      return;
    case PacketType::open:
    case PacketType::upgrade:
      return end("a packet that only the other side sends", PacketType::close, actions);
  }
}

bool Session::begin_upgrade(Tick now) {
  if (over_ || !polling_ || polling_->closing || polling_->upgrade != Upgrade::none) return false;
  polling_->upgrade = Upgrade::awaits_probe;
  polling_->upgrade_deadline = now + settings_.upgrade_timeout;
  return true;
}

void Session::upgrading_message(bool binary, std::string_view payload, Actions& actions) {
  if (over_ || !polling_) return;
  if (!binary && polling_->upgrade == Upgrade::awaits_probe && payload == "2probe") {
    polling_->upgrade = Upgrade::probed;
    actions.emplace_back(SendUpgrading{"3probe"});
    if (polling_->waiting) answer(actions, {Packet{PacketType::noop, false, {}}});
    return;
  }
  if (!binary && polling_->upgrade == Upgrade::probed && payload == "5") return switch_to_socket(actions);
  polling_->upgrade = Upgrade::none;
  actions.emplace_back(CloseUpgrading{});
}

void Session::upgrading_gone() {
  if (polling_) polling_->upgrade = Upgrade::none;
}

void Session::switch_to_socket(Actions& actions) {
  const std::unique_ptr<Polling> before = std::move(polling_);
  actions.emplace_back(Upgraded{});
  for (Packet& packet : before->queue) put(std::move(packet), actions);
  // What was still to be fetched has left, which is all that the end was waiting for.
  if (before->closing) end(before->closing_reason, PacketType::close, actions);
}

void Session::send(bool binary, std::string_view data, Actions& actions) {
  if (!over_) put(Packet{PacketType::message, binary, std::string(data)}, actions);
}

void Session::put(Packet packet, Actions& actions) {
  if (!polling_) {
    actions.emplace_back(packet.binary ? SendSocket{true, encode_binary(version_, packet.data)}
                                       : SendSocket{false, encode_text(packet.type, packet.data)});
    return;
  }
  // One message may be over the bound; what comes after it may not.
  if (polling_->queued_bytes > settings_.max_waiting) return end("client does not read", PacketType::close, actions);
  polling_->queued_bytes += packet.data.size() + 1;
  polling_->queue.push_back(std::move(packet));
}

void Session::flush(Actions& actions) {
  if (over_ || !polling_ || !polling_->waiting || polling_->upgrade == Upgrade::probed) return;
  if (polling_->closing) return end(polling_->closing_reason, PacketType::close, actions);
  if (polling_->queue.empty()) return;
  polling_->queued_bytes = 0;
  answer(actions, std::exchange(polling_->queue, {}));
}

void Session::answer(Actions& actions, const std::vector<Packet>& packets) {
  polling_->waiting = false;
  actions.emplace_back(AnswerPoll{encode_payload(version_, packets, polling_->base64)});
}

void Session::close(std::string_view reason, Tick now, Actions& actions) {
  if (over_) return;
  if (!polling_ || polling_->waiting || polling_->queue.empty()) return end(reason, PacketType::close, actions);
  // What was sent is still to be fetched; the time for that is bounded.
  polling_->closing = true;
  polling_->closing_reason = reason;
  polling_->closing_deadline = now + settings_.ping_timeout;
}

void Session::end(std::string_view reason, PacketType last_word, Actions& actions) {
  over_ = true;
  if (polling_ && polling_->waiting) {
    std::vector<Packet> packets =
        last_word == PacketType::close ? std::exchange(polling_->queue, {}) : std::vector<Packet>{};
    packets.push_back(Packet{last_word, false, {}});
    answer(actions, packets);
  }
  actions.emplace_back(Closed{std::string(reason)});
}

void Session::tick(Tick now, Actions& actions) {
  if (over_) return;
  if (polling_ && polling_->closing && now >= polling_->closing_deadline)
    return end(polling_->closing_reason, PacketType::close, actions);
  if (polling_ && polling_->upgrade != Upgrade::none && now >= polling_->upgrade_deadline) {
    polling_->upgrade = Upgrade::none;
    actions.emplace_back(CloseUpgrading{});
  }
  switch (heartbeat_.tick(settings_, now)) {
    case Heartbeat::Beat::nothing:
      return;
    case Heartbeat::Beat::dead:
      return end("ping timeout", PacketType::close, actions);
    case Heartbeat::Beat::send_ping:
      put(Packet{PacketType::ping, false, {}}, actions);
      return flush(actions);
  }
}

Session::Tick Session::deadline() const {
  Tick next = heartbeat_.deadline();
  if (polling_ && polling_->upgrade != Upgrade::none) next = std::min(next, polling_->upgrade_deadline);
  if (polling_ && polling_->closing) next = std::min(next, polling_->closing_deadline);
  return next;
}

}  // namespace gb::engineio
