#include "protocol/websocket/frame.hpp"

#include <array>

#include "protocol/websocket/mask.hpp"

namespace gb::websocket {
namespace {

constexpr std::size_t most_reason = 123;  // A control frame holds 125 bytes (section 5.5).
constexpr std::uint8_t masked = 0x80;

void append_header(std::string& out, Opcode opcode, std::size_t size, std::uint8_t mask_bit) {
  out += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
  const auto put = [&out, size](int bytes) {
    for (int n = bytes - 1; n >= 0; --n) out += static_cast<char>((size >> (8 * n)) & 0xFF);
  };
  if (size < 126) {
    out += static_cast<char>(mask_bit | size);
  } else if (size <= 0xFFFF) {
    out += static_cast<char>(mask_bit | 126);
    put(2);
  } else {
    out += static_cast<char>(mask_bit | 127);
    put(8);
  }
}

}  // namespace

void append_server_header(std::string& out, Opcode opcode, std::size_t payload_size) {
  append_header(out, opcode, payload_size, 0);
}

std::string server_frame(Opcode opcode, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 10);
  append_server_header(out, opcode, payload.size());
  out += payload;
  return out;
}

std::string client_frame(Opcode opcode, std::string_view payload, std::uint32_t mask) {
  std::string out;
  out.reserve(payload.size() + 14);
  append_header(out, opcode, payload.size(), masked);
  std::array<char, 4> key{};
  for (std::size_t n = 0; n < key.size(); ++n) key.at(n) = static_cast<char>((mask >> (8 * n)) & 0xFF);
  out.append(key.data(), key.size());
  const std::size_t begin = out.size();
  out += payload;
  apply_mask(out.data() + begin, payload.size(), key, 0);
  return out;
}

std::string close_payload(CloseCode code, std::string_view reason) {
  const auto number = static_cast<std::uint16_t>(code);
  std::string out{static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
  if (!reason.empty()) out += reason.substr(0, text::prefix_within(reason, most_reason));
  return out;
}

}  // namespace gb::websocket
