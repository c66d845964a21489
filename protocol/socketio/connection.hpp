#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/socketio/packet.hpp"

namespace gb::socketio {

// What the shell around a connection has to do.
struct WantsToConnect {  ///< Decide, now or later, with `accept` or `refuse`.
  std::string space;
  nlohmann::json auth;  ///< The CONNECT payload; null where there is none.
};
struct Event {
  std::string space;
  std::string name;
  nlohmann::json arguments;  ///< An array, without the name; binary values are json::binary.
  std::optional<std::uint64_t> ack;
};
struct Acknowledged {  ///< The client answers an event of ours.
  std::uint64_t id;
  nlohmann::json arguments;  ///< An array, like those of an event.
};
struct Left {  ///< The client has left a namespace.
  std::string space;
};
struct SendText {
  std::string text;
};
struct Close {  ///< The connection is to be closed; no call may follow.
  std::string reason;
};

using Action = std::variant<WantsToConnect, Event, Acknowledged, Left, SendText, Close>;
using Actions = std::vector<Action>;

/// Which namespaces exist.
using HasSpace = std::function<bool(std::string_view)>;

/// The server's side of one Socket.IO connection, as a machine. Anything malformed, and any event before its namespace
/// is connected, closes it.
class Connection {
 public:
  /// Most bytes of one packet's attachments together.
  static constexpr std::size_t most_attached = std::size_t{16} << 20;
  /// Most namespaces that may be connected or asked for at once.
  static constexpr std::size_t most_spaces = 8;

  explicit Connection(Dialect dialect);

  /// A Socket.IO 2 client is connected to "/" without asking.
  void start(Actions& actions);

  void text(std::string_view message, const HasSpace& has_space, Actions& actions);
  void binary(std::string_view message, Actions& actions);

  void accept(std::string_view space, std::string_view sid, Actions& actions);
  void refuse(std::string_view space, std::string_view message, Actions& actions);

  bool connected(std::string_view space) const;

  /// True once anything has been accepted; until then the connect timeout runs.
  bool connected_at_all() const;

 private:
  struct Space {
    std::string name;
    bool connected = false;  ///< Else it waits for accept or refuse.
  };
  struct Partial {
    Packet packet;
    std::vector<std::vector<std::uint8_t>> attachments;
    std::size_t bytes = 0;
  };

  void take(Packet packet, const HasSpace& has_space, Actions& actions);
  void connect(Packet packet, const HasSpace& has_space, Actions& actions);
  void hand_up(Packet packet, Actions& actions);
  Space* find(std::string_view space);

  std::vector<Space> spaces_;
  std::unique_ptr<Partial> partial_;  ///< A packet whose attachments are still to come.
  Dialect dialect_;
};

}  // namespace gb::socketio
