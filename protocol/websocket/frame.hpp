#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/text/utf8.hpp"

/// WebSocket framing (RFC 6455, section 5), without extensions. Bytes in, values out: no socket, no clock, no buffer of
/// its own between whole frames.
namespace gb::websocket {

enum class Role : std::uint8_t {
  server,  ///< Receives masked frames, sends unmasked ones.
  client,  ///< The reverse.
};

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Close codes we send (section 7.4.1).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  invalid_text = 1007,
  policy = 1008,
  too_big = 1009,
};

/// A frame, ready to be sent by a server and so by any number of its connections.
std::string server_frame(Opcode opcode, std::string_view payload);

/// The header alone, for a payload of this size; append the payload to get the frame.
void append_server_header(std::string& out, Opcode opcode, std::size_t payload_size);

/// A frame as a client sends it. `mask` should be unpredictable.
std::string client_frame(Opcode opcode, std::string_view payload, std::uint32_t mask);

/// Payload of a close frame.
std::string close_payload(CloseCode code, std::string_view reason);

}  // namespace gb::websocket
