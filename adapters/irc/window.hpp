#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/delivery/room.hpp"

namespace gb::irc {

/// Which of the lines sent in one window were confirmed or refused. Lines are matched by label where the server does
/// labels, else in the order of sending. A PONG with the window's token closes it: whatever was not named by then was
/// read by the server and not refused. Pure: bookkeeping only.
class Window {
 public:
  Window(std::size_t entries, bool labelled) : entries_(entries), labelled_(labelled) {}

  /// A line of an entry is on its way; lines are told in the order of sending.
  void sent(std::size_t entry, std::string label);

  /// The server has repeated or acknowledged a line of ours. `msgid` may be empty.
  void confirmed(std::string_view label, std::string_view msgid);

  /// The server has refused a line.
  void refused(std::string_view label, std::string reason);

  void close() { closed_ = true; }
  void lose() { lost_ = true; }
  bool over() const { return closed_ || lost_; }

  /// One receipt per entry; after a loss, up to the first that is not fully answered, then a Retry.
  std::vector<delivery::Receipt> receipts() const;

 private:
  struct Line {
    std::size_t entry;
    std::string label;
  };
  struct Entry {
    std::size_t lines = 0;
    std::size_t confirmed = 0;
    std::size_t refused = 0;
    std::vector<std::string> ids;
    std::string refusal;
  };

  Entry* answered(std::string_view label);
  delivery::Receipt receipt(const Entry& entry) const;

  std::vector<Entry> entries_;
  std::deque<Line> open_;
  bool labelled_;
  bool closed_ = false;
  bool lost_ = false;
};

}  // namespace gb::irc
