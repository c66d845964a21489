#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "adapters/irc/wire/pace.hpp"
#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"

namespace gb::irc {

/// What goes first, in this order.
enum class Priority : std::uint8_t {
  urgent,    ///< PONG, registration, QUIT: at once, whatever the pace.
  command,   ///< JOIN, NICK, a login.
  chat,      ///< What couriers bring, and the PINGs that close their windows; keeps its order.
  enquiry,   ///< What is good to know: MODE, one for each channel after a reconnect.
  courtesy,  ///< Answers to strangers.
};

/// Lines that wait for their turn and for the pace. Pure: time is passed in. Bounded: a full queue takes no more.
class SendQueue {
 public:
  static constexpr std::size_t most_lines = 20'000;  ///< Per priority.
  static constexpr std::size_t most_courtesies = 16;

  explicit SendQueue(Pace pace) : pace_(pace) {}

  /// A line without its end. False: that queue is full, the line is dropped. `owner` is the room it is for, if any.
  bool push(Priority priority, std::string line, RoomId owner = {});

  /// Forgets the waiting chat of a room; how many lines that were.
  std::size_t drop(RoomId owner);

  /// What may go now, with line ends, to leave in one write; about `most` bytes. Empty: nothing.
  std::string take(Tick now, std::size_t most);

  /// When `take` has something; Tick::max(): nothing waits.
  Tick next(Tick now);

  /// True if no chat waits and the pace allows a line now.
  bool idle(Tick now) {
    return lines_[static_cast<std::size_t>(Priority::chat)].empty() && pace_.wait(now).count() == 0;
  }

  std::size_t size() const;

 private:
  struct Line {
    std::string text;
    RoomId owner;
  };

  Pace pace_;
  std::array<std::deque<Line>, 5> lines_;
};

}  // namespace gb::irc
