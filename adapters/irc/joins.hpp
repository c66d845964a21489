#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"

namespace gb::irc {

/// Which channels to join, and when. A machine over numbers: channels are known by their index, time is passed in.
class Joins {
 public:
  struct Wanted {
    std::string channel;
    std::string key;  ///< Empty: none.
  };

  static constexpr std::size_t most_line = 510;    ///< Bytes of a JOIN line without its end.
  static constexpr std::size_t most_in_line = 10;  ///< Channels in one line: what servers with target limits allow.
  static constexpr std::chrono::minutes longest{10};

  /// `delay` is how long to wait for an answer, and the shortest wait after a refusal or a kick.
  Joins(std::vector<Wanted> wanted, std::chrono::milliseconds delay);

  /// A new connection: all channels are to be joined from `when` on.
  void registered(Tick when);

  /// One more channel, due at once: its index is the next.
  void add(Wanted wanted, Tick now);

  /// Is not to be joined any more.
  void forget(std::size_t index);

  /// The server has said all it says by itself: what has not been asked for yet is due now.
  void greeted(Tick now);

  /// The JOINs that are due; each channel in them is asked for again if nothing is heard.
  std::vector<Message> due(Tick now);

  /// When `due` has something next; Tick::max() while all are joined.
  Tick next() const;

  void joined(std::size_t index, Tick now);

  /// Refused, kicked or removed: waits, longer each time, until a channel was kept for a good while.
  void lost(std::size_t index, Tick now);

  /// We are logged in now: what was refused is tried at once.
  void logged_in(Tick now);

 private:
  struct Place {
    Wanted wanted;
    bool joined = false;
    bool refused = false;
    bool asked = false;
    bool forgotten = false;
    Tick due;
    Tick since;  ///< Joined then.
    std::chrono::milliseconds delay{};
  };

  std::vector<Place> places_;
  std::chrono::milliseconds delay_;
};

}  // namespace gb::irc
