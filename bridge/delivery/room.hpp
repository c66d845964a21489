#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/channel_log.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/core/signal.hpp"
#include "bridge/delivery/link.hpp"

namespace gb::delivery {

/// What a room can do beyond plain text.
struct Capabilities {
  bool typing = false;
  bool edits = false;
  bool display_names = false;  ///< Each author has a name of his own there (ghosts, RELAYMSG).
  bool images = false;
};

enum class Condition { down, connecting, joined, failed };

std::string_view to_string(Condition condition);

struct RoomState {
  Condition condition = Condition::down;
  std::string reason;  ///< Why it is not joined, in the network's own words where it gave any.
  Time since;
};

/// The room has the entry.
struct Delivered {
  std::vector<std::string> remote_ids;  ///< In the order of its parts; empty where the network has no ids.
  bool proven = true;                   ///< False: sent and not refused, but nothing named this very entry.
};

/// The room could not take the entry now. It stays where it is.
struct Retry {
  std::chrono::milliseconds after;
  std::string reason;
  bool suspect = false;  ///< All else seems to be well: perhaps it is the entry itself that cannot be taken.
  bool planned = false;  ///< Nothing has failed: the entry is to be told later. Neither counted nor logged.
};

/// The room will never take this entry (too large, forbidden, no such room).
struct Refused {
  std::string reason;  ///< Fit for the author's eyes.
};

using Receipt = std::variant<Delivered, Retry, Refused>;

/// A place on another network, as its courier sees it. Lives on the event loop.
class Room {
 public:
  virtual ~Room() = default;

  /// Sends a window of entries, in order, and returns when the other side has confirmed or refused each of them.
  /// Called by the room's courier only, one call at a time, only while `state` is joined.
  /// The answer has one receipt per entry from the first on; it may be shorter, and a Retry ends it: what follows was
  /// not sent, or may be sent again.
  virtual boost::asio::awaitable<std::vector<Receipt>> deliver(std::vector<core::EntryPtr> window) = 0;

  /// Most entries that may be sent while their cursor is not yet on disk: what a crash may repeat.
  virtual std::size_t window() const = 0;

  /// Shows a signal if the room can; never blocks, may drop.
  virtual void signal(const core::Signal& signal) = 0;

  virtual Capabilities capabilities() const = 0;
  virtual RoomState state() const = 0;

  /// How the room is linked has changed; the same room, the same channel.
  virtual void adopt(config::Room policy) = 0;

  /// The courier to nudge whenever `state` changes. Not owned; null to forget it.
  virtual void watch(core::Reader* courier) = 0;
};

/// What a network has counted, by name.
using Counters = std::vector<std::pair<std::string, std::uint64_t>>;

/// A foreign network. `start` returns at once; `stop` asks politely and returns when the network is left or the
/// limit has passed. Rooms live as long as their adapter, also those that were removed.
class Adapter {
 public:
  virtual ~Adapter() = default;

  virtual void start() = 0;
  virtual boost::asio::awaitable<void> stop(std::chrono::milliseconds limit) = 0;

  /// Of the network itself, apart from its rooms.
  virtual RoomState state() const = 0;

  /// The room of a link that this has; throws std::out_of_range for any other.
  virtual Room& room(RoomId id) = 0;

  /// One more link. The room is entered as soon as can be, and nothing is asked of the others.
  virtual void add(Link link) = 0;

  /// The room is left for good; its state is down from now on. What is under way there comes to an end by itself.
  virtual void remove(RoomId id) = 0;

  virtual Counters counted() const = 0;

  /// Gives up the connection, if there is one, and tries again at once, whatever pause is under way.
  virtual void reconnect() = 0;
};

}  // namespace gb::delivery
