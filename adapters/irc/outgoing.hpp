#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/entry.hpp"

/// How an entry looks on IRC. Pure: the time is passed in.
namespace gb::irc {

/// What the lines depend on besides the entry.
struct Outlook {
  std::string channel;
  std::string nick;  ///< Ours, and as others see it:
  std::string user;
  std::string host;  ///< Empty: not known.
  std::size_t line_length = 512;
  std::size_t max_lines = 5;
  bool colours = true;
  bool edits = true;         ///< Show what was changed.
  std::string relay_suffix;  ///< Not empty: speak with RELAYMSG as NAME/suffix.
  std::string public_url;    ///< Prefix of the links to files.
};

/// The messages for an entry, none over the line length as others see them; none at all for what IRC cannot show.
/// Entries older than a minute are marked with their time (UTC). Of a text that is too long the last line says where
/// all of it is (`whole`, an address), or how much is left out.
std::vector<Message> render(const core::Entry& entry, const Outlook& outlook, Time now, std::string_view whole = {});

/// The text of which `render` leaves out a part; nothing if it is told whole.
std::optional<std::string> text_over_bound(const core::Entry& entry, const Outlook& outlook, Time now);

}  // namespace gb::irc
