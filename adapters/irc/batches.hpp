#pragma once

#include <map>
#include <string>
#include <string_view>

#include "adapters/irc/wire/message.hpp"

namespace gb::irc {

/// The open batches of a connection (IRCv3 `batch`): which messages are played back, and which belong to a labelled
/// answer. Pure. Bounded: more open batches than `most_open` are not known, their messages count as ordinary.
class Batches {
 public:
  static constexpr std::size_t most_open = 64;

  /// A BATCH message: opens or closes one.
  void take(const Message& message);

  /// True for a message in a batch of old messages, however deep.
  bool is_history(const Message& message) const;

  /// The label that a message answers to, its own or its batch's; empty: none.
  std::string_view label_of(const Message& message) const;

 private:
  struct Batch {
    bool history = false;
    std::string label;
  };

  const Batch* batch_of(const Message& message) const;

  std::map<std::string, Batch, std::less<>> open_;
};

}  // namespace gb::irc
