// Reads packets. Whatever is not exactly as the protocol document says is malformed.
#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/socketio/packet.hpp"
#include "protocol/text/json.hpp"

namespace gb::socketio {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 6> reserved = {"connect",       "connect_error", "disconnect",
                                                      "disconnecting", "newListener",   "removeListener"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes a number off the front. Nothing if there is none, or if it is too large to be counted exactly.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || value > most_ack_id) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool has_attachments(PacketType type) {
  return type == PacketType::binary_event || type == PacketType::binary_ack;
}

bool take_attachments(std::string_view& text, Packet& packet) {
  if (!has_attachments(packet.type)) return true;
  const auto count = take_number(text);
  if (!count || *count > most_attachments || !text.starts_with('-')) return false;
  packet.attachments = static_cast<unsigned>(*count);
  text.remove_prefix(1);
  return true;
}

void take_space(std::string_view& text, Packet& packet) {
  if (!text.starts_with('/')) return;
  const std::string_view space = text.substr(0, text.find(','));
  packet.space = space.substr(0, space.find('?'));
  text.remove_prefix(std::min(space.size() + 1, text.size()));
}

bool take_id(std::string_view& text, Packet& packet) {
  if (text.empty() || !is_digit(text.front())) return true;
  packet.id = take_number(text);
  return packet.id.has_value();
}

bool is_event(const json& data) {
  if (!data.is_array() || data.empty() || !data.front().is_string()) return false;
  return std::ranges::find(reserved, data.front().get_ref<const std::string&>()) == reserved.end();
}

bool fits(const Packet& packet, bool has_data, Sender sender) {
  switch (packet.type) {
    case PacketType::connect:
      return !has_data || packet.data.is_object();
    case PacketType::disconnect:
      return !has_data;
    case PacketType::event:
    case PacketType::binary_event:
      return is_event(packet.data);
    case PacketType::ack:
    case PacketType::binary_ack:
      return packet.id.has_value() && packet.data.is_array();
    case PacketType::connect_error:
      return sender == Sender::server;
  }
  return false;
}

}  // namespace

std::optional<Packet> decode(std::string_view text, Sender sender) {
  if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
  Packet packet;
  packet.type = static_cast<PacketType>(text.front() - '0');
  text.remove_prefix(1);
  if (!take_attachments(text, packet)) return std::nullopt;
  take_space(text, packet);
  if (!take_id(text, packet)) return std::nullopt;
  if (!text.empty()) packet.data = text::parse_json(text);
  if (packet.data.is_discarded() || !fits(packet, !text.empty(), sender)) return std::nullopt;
  return packet;
}

}  // namespace gb::socketio
