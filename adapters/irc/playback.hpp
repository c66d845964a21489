#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"

namespace gb::irc {

/// Fetches what was said in channels while we were not there, from servers and bouncers that remember it (IRCv3
/// `draft/chathistory`). What is said live meanwhile is held back, so that all of it is heard in order. Decides only:
/// what is to be sent goes back to the caller. Of one connection.
class Playback {
 public:
  static constexpr std::size_t page = 100;  ///< Messages of one answer.
  static constexpr int most_pages = 10;     ///< Answers for one channel.
  static constexpr std::size_t most_held =
      1000;  ///< Live messages that wait for one channel; then it has to be enough.
  static constexpr std::chrono::seconds patience{15};  ///< For each answer.

  /// We have just come in; `since` is when we were last there. The question to send. `limit`: what the server gives at
  /// once; 0: it does not say.
  Message begin(std::size_t place, const std::string& channel, Time since, std::size_t limit, Tick now);

  bool is_filling(std::size_t place) const { return open_.contains(place); }

  /// Holds back a live message of a channel that is being filled. False: too many are; it is over.
  bool hold(std::size_t place, const Message& message);

  /// A BATCH that opens or closes an answer of ours. What to do when one closes:
  struct Closed {
    std::size_t place = 0;
    std::optional<Message> ask;  ///< The next question; none: that was all.
  };
  std::optional<Closed> batch(const Message& message, std::optional<std::size_t> place, Tick now);

  /// The channel whose answer this message is part of.
  std::optional<std::size_t> answered(const Message& message);

  /// Ends the filling of a channel; the live messages that were held back, in order.
  std::vector<Message> finish(std::size_t place);

  /// Channels whose answer does not come.
  std::vector<std::size_t> overdue(Tick now) const;
  Tick next() const;

 private:
  struct Filling {
    std::string channel;
    std::size_t limit = page;
    int pages = 1;
    Tick until;
    std::vector<Message> held;
  };
  struct Answer {
    std::size_t place = 0;
    std::size_t messages = 0;
    std::string last;  ///< The msgid of its newest message.
  };

  std::map<std::size_t, Filling> open_;                 ///< By place.
  std::map<std::string, Answer, std::less<>> answers_;  ///< By the batch's reference.
};

}  // namespace gb::irc
