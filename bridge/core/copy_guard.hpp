#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bridge/base/time.hpp"

namespace gb::core {

/// True for what bridges put before the words of others: "<name> ", "[network] <name> ", "name: ". That is, something
/// with a letter or digit in it that ends, spaces aside, with > or ] or a colon.
bool is_a_bridges_prefix(std::string_view put_before);

/// Notices another bridge in the same rooms, which says again what it hears from ours: somebody who within moments says
/// what somebody else has just said, of several different things, either behind what a bridge puts before it, or, word
/// for word, never saying anything else. Short words never count, nor does it how many people say the same: people
/// greet and agree in the same words. Pure: time is passed in. Bounded: a few texts, a few speakers.
class CopyGuard {
 public:
  /// So many different things behind a bridge's prefix within `memory`, and it is one.
  static constexpr std::size_t most_copies = 5;

  /// The same without a prefix, with nothing of his own in between.
  static constexpr std::size_t most_echoes = 8;

  /// Somebody says something; `speaker` is unique in the channel. True: he is a bridge that repeats others.
  bool judge(const std::string& speaker, const std::string& text, Time now);

 private:
  static constexpr std::size_t most_lines = 64;
  static constexpr std::size_t most_speakers = 64;
  static constexpr std::size_t least_line = 8;  ///< Bytes; shorter ones are greetings and the like.
  static constexpr std::size_t longest_line = 2048;
  static constexpr std::chrono::seconds soon{10};
  static constexpr std::chrono::minutes memory{10};

  struct Line {
    std::string speaker;
    std::string text;
    Time when;
  };
  struct Copy {
    std::size_t what;  ///< A hash of what was copied.
    Time when;
  };
  struct Copier {
    std::deque<Copy> copies;
    std::deque<std::size_t> echoes;  ///< Hashes likewise.
    Time last;
  };

  const Line* original_of(const std::string& speaker, std::string_view text, Time now) const;
  void remember(const std::string& speaker, std::string_view text, Time now);
  bool copied(Copier& copier, std::size_t what, Time now) const;
  static bool echoed(Copier& copier, std::size_t what);

  std::deque<Line> lines_;
  std::unordered_map<std::string, Copier> copiers_;
};

}  // namespace gb::core
