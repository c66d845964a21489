#include "protocol/engineio/packet.hpp"

namespace gb::engineio {

std::string encode_text(PacketType type, std::string_view data) {
  std::string out;
  out.reserve(data.size() + 1);
  out += static_cast<char>('0' + static_cast<int>(type));
  out += data;
  return out;
}

std::optional<Packet> decode_text(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
  return Packet{static_cast<PacketType>(text.front() - '0'), false, std::string(text.substr(1))};
}

std::string encode_binary(Version version, std::string_view bytes) {
  if (version == Version::v4) return std::string(bytes);
  std::string out(1, static_cast<char>(PacketType::message));
  out += bytes;
  return out;
}

std::optional<Packet> decode_binary(Version version, std::string_view payload) {
  if (version == Version::v4) return Packet{PacketType::message, true, std::string(payload)};
  if (payload.empty() || payload.front() != static_cast<char>(PacketType::message)) return std::nullopt;
  return Packet{PacketType::message, true, std::string(payload.substr(1))};
}

}  // namespace gb::engineio
