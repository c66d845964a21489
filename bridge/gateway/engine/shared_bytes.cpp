#include "bridge/gateway/engine/shared_bytes.hpp"

#include "protocol/engineio/packet.hpp"
#include "protocol/websocket/frame.hpp"

namespace gb::gateway {

void add_message(Broadcast& broadcast, std::string_view text) {
  websocket::append_server_header(broadcast.frames, websocket::Opcode::text, text.size() + 1);
  broadcast.frames += static_cast<char>('0' + static_cast<int>(engineio::PacketType::message));
  broadcast.frames += text;
  broadcast.packets.emplace_back(text);
}

}  // namespace gb::gateway
