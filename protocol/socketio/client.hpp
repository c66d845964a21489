#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/socketio/packet.hpp"

namespace gb::socketio {

// What the shell around a client has to do.
struct LetIn {};     ///< The server has accepted us.
struct TurnedAway {  ///< It has not; what it says of that.
  std::string message;
};
struct Received {  ///< An event or an acknowledgement.
  Packet packet;   ///< Placeholders stand where attachments belong.
  std::string text;
  std::vector<std::string> attachments;  ///< With `text`, the packet as it came.
};
struct Ended {  ///< The connection is to be closed; no call may follow.
  std::string reason;
  bool by_server = false;  ///< It has said so itself, by DISCONNECT.
};

using ClientAction = std::variant<LetIn, TurnedAway, Received, Ended>;
using ClientActions = std::vector<ClientAction>;

/// The client's side of one Socket.IO connection (Socket.IO 4, namespace "/"), as a machine. Anything malformed ends
/// it.
class Client {
 public:
  /// Bytes of one packet's attachments together.
  static constexpr std::size_t most_attached = std::size_t{16} << 20;

  void text(std::string message, ClientActions& actions);
  void binary(std::string message, ClientActions& actions);

  bool is_in() const { return in_; }

 private:
  void take(Received whole, ClientActions& actions);

  bool in_ = false;
  std::unique_ptr<Received> partial_;  ///< A packet whose attachments are still to come.
  std::size_t partial_bytes_ = 0;
};

/// The payload of a packet with one argument; null if it has none, or more.
const nlohmann::json& only_argument(const Packet& event);

}  // namespace gb::socketio
