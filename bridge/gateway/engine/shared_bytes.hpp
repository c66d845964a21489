#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gb::gateway {

/// Messages for many sessions at once, encoded once: as WebSocket frames, ready to be sent, and as the packets that
/// polling sessions get. Immutable, shared by whoever still has to send it.
struct Broadcast {
  std::string frames;                ///< Whole WebSocket text frames, one after another.
  std::vector<std::string> packets;  ///< The same messages as text, without the Engine.IO type.
};

using SharedBroadcast = std::shared_ptr<const Broadcast>;

/// Appends one message to a broadcast under construction.
void add_message(Broadcast& broadcast, std::string_view text);

}  // namespace gb::gateway
