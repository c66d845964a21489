#pragma once

#include <cstddef>
#include <string>

#include "adapters/irc/multiline.hpp"
#include "adapters/irc/outgoing.hpp"
#include "adapters/irc/send_queue.hpp"
#include "adapters/irc/wire/message.hpp"
#include "bridge/base/ids.hpp"

namespace gb::irc {

/// What the server has granted, as far as speaking goes.
struct Terms {
  bool labels = false;    ///< Each line's answer carries the label that the line had.
  bool typing = false;    ///< Tags, and so `+typing`, are carried.
  bool relaymsg = false;  ///< Granted and wanted.
  MultilineLimits multiline;
};

/// The way out for rooms and the session. Lines sent while there is no connection are lost; who cares asks the state.
class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Queues a line; `owner` is the room that it is for, so that it can be dropped with it.
  virtual void send(Priority priority, const Message& message, RoomId owner = {}) = 0;

  /// Sends a line only if no chat waits and the pace allows it now.
  virtual void send_if_idle(const Message& message) = 0;

  /// Forgets the waiting chat of a room.
  virtual void drop(RoomId owner) = 0;

  /// A text that no other line of this process carries.
  virtual std::string fresh_token() = 0;

  virtual Terms terms() const = 0;

  /// How lines to a channel look; channel, colours and max_lines are the room's to fill in.
  virtual Outlook outlook() const = 0;
};

}  // namespace gb::irc
