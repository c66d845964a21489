#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"

namespace gb::core {

/// Breaks loops with other people's bridges: somebody in a room who says again what he has just said, with what a
/// bridge puts before it, again and again (is_a_bridges_prefix); laughter that grows ("ha ha ha ha") and quotes of
/// quotes ("> >") are none. Our own echo never comes here; it is known by who speaks. Pure: time is passed in. Bounded:
/// a few texts of a few speakers.
class LoopGuard {
 public:
  /// Each round puts a new prefix before the words of the last; after so many, it is a loop.
  static constexpr int most_rounds = 4;
  static constexpr std::chrono::minutes pause{10};

  enum class Verdict : std::uint8_t {
    fine,
    loop,    ///< This one closed the loop: whoever said it is not heard for `pause`.
    paused,  ///< One more of him.
  };

  /// `speaker` is whoever says it, unique in the room.
  Verdict judge(RoomId room, const std::string& speaker, const std::string& text, Time now);

  /// Whoever was found out by other means is not heard for `pause` either.
  void mute(RoomId room, const std::string& speaker, Time now);

 private:
  static constexpr std::size_t most_speakers = 64;
  static constexpr std::size_t most_texts = 16;
  static constexpr std::size_t least_text = 8;  ///< Bytes; shorter ones are greetings and the like.
  static constexpr std::size_t longest_text = 2048;
  static constexpr std::chrono::minutes memory{2};

  struct Said {
    std::string text;
    int rounds;
    Time when;
  };
  struct Speaker {
    std::deque<Said> said;
    Time paused_until;
    Time last;
  };

  Speaker& known(RoomId room, const std::string& speaker, Time now);
  int rounds_of(const Speaker& speaker, const std::string& text, Time now) const;
  void forget_quietest();

  std::unordered_map<std::string, Speaker> speakers_;  ///< By room and speaker.
};

}  // namespace gb::core
