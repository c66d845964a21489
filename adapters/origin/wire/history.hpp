#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/guild/foreign.hpp"

/// What of a channel's history is news. Pure.
namespace gb::origin {

/// Below all ids: nothing of a numbering has been seen.
inline constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();

/// The last message that was seen of a channel.
struct Seen {
  std::int64_t id = before_all;
  std::optional<guild::Date> created;
  int epoch = 0;  ///< How often the server has begun to count anew.

  friend bool operator==(const Seen&, const Seen&) = default;
};

/// As it is kept from one run to the next.
std::string to_text(const Seen& seen);
std::optional<Seen> parse_seen(std::string_view text);

/// What follows from a history, and what has been seen before.
struct News {
  std::vector<guild::ForeignMessage> fresh;  ///< To be heard, oldest first.
  Seen seen;                                 ///< The newest of the history.
  bool renumbered = false;                   ///< The server has begun to count anew.
  bool incomplete = false;                   ///< There may have been more than the history returns.
};

/// The same after a message that came just now: whatever its id is, it is news. A low one begins a new numbering,
/// unless it was said before the last one.
Seen seen_live(const std::optional<Seen>& before, const guild::ForeignMessage& message);

/// At the first contact (nothing was seen) nothing of a history is news. Where its newest id is below the last one
/// seen, or an id that was seen has been said again later, the server has begun to count anew: then only what was said
/// later than the last one seen is news, where it says when. A history that is told newest first is turned round.
News news_of(const std::optional<Seen>& before, std::vector<guild::ForeignMessage> history);

}  // namespace gb::origin
