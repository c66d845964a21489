#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Engine.IO protocols 4 and 3. Bytes and moments in, values out: no socket, no clock, no log.
namespace gb::engineio {

enum class Version : std::uint8_t { v3 = 3, v4 = 4 };

enum class PacketType : std::uint8_t { open = 0, close = 1, ping = 2, pong = 3, message = 4, upgrade = 5, noop = 6 };

struct Packet {
  PacketType type = PacketType::message;
  bool binary = false;  ///< Only messages can be.
  std::string data;

  friend bool operator==(const Packet&, const Packet&) = default;
};

/// A text packet: one digit, then the data. The same in both versions.
std::string encode_text(PacketType type, std::string_view data);

/// Nothing if `text` is no packet. `text` is well-formed UTF-8.
std::optional<Packet> decode_text(std::string_view text);

/// The payload of a binary WebSocket message that carries these bytes (version 3 puts the type in front).
std::string encode_binary(Version version, std::string_view bytes);
std::optional<Packet> decode_binary(Version version, std::string_view payload);

}  // namespace gb::engineio
