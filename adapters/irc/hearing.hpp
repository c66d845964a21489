#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/irc/batches.hpp"
#include "adapters/irc/network.hpp"
#include "adapters/irc/outbox.hpp"
#include "adapters/irc/picture_fetching.hpp"
#include "adapters/irc/places.hpp"
#include "adapters/irc/roster.hpp"
#include "adapters/irc/speech.hpp"
#include "adapters/irc/wire/message.hpp"
#include "bridge/base/once_per.hpp"
#include "bridge/core/ledger.hpp"

namespace gb::irc {

/// What people on the network say, and where it goes: into our channels, or a polite answer, or nowhere. Never hears
/// ourselves; the session takes those away. Lives as long as a connection.
class Hearing {
 public:
  /// What is referred to must outlive this. `pictures` fetches what people link to; null: links stay links.
  Hearing(const config::Irc& settings, Places& places, Roster& roster, Outbox& outbox, NetworkCounters& counters,
          PictureFetching* pictures);

  /// We are in a channel since then, by the server's clock if the JOIN has a time.
  void joined(std::size_t place, const Message& join);

  /// One more of our channels: its index is the next.
  void add_place() { joined_.emplace_back(); }

  void batch(const Message& message) { batches_.take(message); }

  /// True for a message in a batch of old ones.
  bool is_history(const Message& message) const { return batches_.is_history(message); }

  /// The label that a message answers to.
  std::string_view label_of(const Message& message) const { return batches_.label_of(message); }

  /// PRIVMSG or NOTICE in one of our channels, or to ourselves.
  void spoken(std::size_t place, const Message& message);
  void spoken_privately(const Message& message);

  /// The same, from the history of a time when we were not there.
  void played(std::size_t place, const Message& message);

  /// So much of what was said is not on disk yet that no more should be read now.
  bool behind() const { return *keeping_ >= most_keeping; }

  /// TAGMSG and REDACT in one of our channels.
  void tagged(std::size_t place, const Message& message);
  void redacted(std::size_t place, const Message& message);

 private:
  // More than may wait for a disk that fails, for then the connection is to stay.
  static constexpr std::size_t most_keeping = core::Ledger::most_held + 1000;

  void relay(IrcRoom& room, const Message& message, Speech speech, Time said);
  /// `at`: by the server's clock, however wrong that is.
  void keep(IrcRoom& room, core::Incoming incoming, Time at);
  bool is_heard(std::size_t place, const Message& message);
  bool is_old(std::size_t place, const Message& message) const;
  bool is_ignored(const IrcRoom& room, const Message& message) const;
  void answer(const Message& message, std::string text);
  void query(const Message& message, const std::string& query);

  const config::Irc& settings_;
  Places& places_;
  Roster& roster_;
  Outbox& outbox_;
  NetworkCounters& counters_;
  PictureFetching* pictures_;
  Batches batches_;
  std::shared_ptr<std::size_t> keeping_ = std::make_shared<std::size_t>(0);  ///< Messages on their way to the disk.
  std::vector<Time> joined_;                                                 ///< By place.
  OncePer privately_{std::chrono::hours(1), 1000};
  OncePer queries_{std::chrono::seconds(10), 1};
  OncePer typing_{std::chrono::seconds(2), 256};
};

}  // namespace gb::irc
