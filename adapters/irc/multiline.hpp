#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/irc/wire/message.hpp"

/// Messages of many lines in one batch (IRCv3 draft/multiline). Pure.
namespace gb::irc {

/// What the server takes in one batch, from the capability's value "max-bytes=4096,max-lines=24".
struct MultilineLimits {
  std::size_t max_bytes = 0;  ///< Of all texts and the line ends between them. 0: no batches at all.
  std::size_t max_lines = 0;  ///< 0: as many as fit in the bytes.

  /// True if these lines of one entry make a batch. Only PRIVMSG and NOTICE can.
  bool fit(const std::vector<Message>& lines) const;
};

MultilineLimits read_multiline_limits(std::string_view value);

/// Lines of one verb and target as a batch of that reference: BATCH, the lines, BATCH.
std::vector<Message> in_batch(std::vector<Message> lines, const std::string& reference);

/// Puts batches of others, and the echo of our own, together again.
class MultilineReader {
 public:
  /// Bounds of what a server may make us keep; what is beyond is left out, and the text says so.
  static constexpr std::size_t most_open = 16;
  static constexpr std::size_t most_bytes = std::size_t{64} << 10;

  /// True if the message is part of such a batch and needs no other look.
  bool takes(const Message& message);

  /// The batch that the last message has closed, as one message with '\n' in its text and the tags of the batch.
  std::optional<Message> finished();

 private:
  bool opens_or_closes(const Message& message);
  static void add(Message& whole, const Message& line);

  std::map<std::string, Message, std::less<>> open_;
  std::optional<Message> finished_;
};

}  // namespace gb::irc
