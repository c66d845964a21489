#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/irc/hearing.hpp"
#include "adapters/irc/joins.hpp"
#include "adapters/irc/multiline.hpp"
#include "adapters/irc/outbox.hpp"
#include "adapters/irc/places.hpp"
#include "adapters/irc/playback.hpp"
#include "adapters/irc/regain.hpp"
#include "adapters/irc/roster.hpp"
#include "adapters/irc/wire/isupport.hpp"
#include "adapters/irc/wire/registration.hpp"

namespace gb::irc {

/// What is true between registration and the loss of the connection: who we are, which channels are joined, who is in
/// them. Takes the server's messages one by one and decides; what it sends goes to the outbox. Lives on the event loop.
class Session {
 public:
  /// What is referred to must outlive the session. `registration` has ended well. `pictures`: see Hearing.
  Session(const config::Irc& settings, const Places::Rooms& rooms, Outbox& outbox, Registration& registration,
          NetworkCounters& counters, Tick now, PictureFetching* pictures = nullptr);
  ~Session();

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void take(const Message& message);

  /// Joins what is due, asks for the nick that we want.
  void tick(Tick now);

  /// When `tick` has something to do.
  Tick next() const;

  /// Read no more for now: the disk has to follow first.
  bool behind() const { return hearing_.behind(); }

  Terms terms() const;

  /// Who we are in the eyes of others; the room's part is left open.
  Outlook outlook() const;

  /// The newest room of the network: joins it.
  void added();

  /// Leaves a room, which retires.
  void remove(std::size_t place);

  /// The connection has ended: no room is joined any more.
  void end(delivery::Condition condition, const std::string& reason);

 private:
  using Handler = void (Session::*)(const Message&);
  static const std::unordered_map<std::string_view, Handler>& handlers();

  // Ourselves and the server.
  void isupport(const Message& message);
  void motd_end(const Message& message);
  void capability(const Message& message);
  void nick_change(const Message& message);
  void nick_use(const Message& message);
  void logged_in(const Message& message);
  void new_host(const Message& message);

  // Channels and who is in them.
  void join(const Message& message);
  void part(const Message& message);
  void kick(const Message& message);
  void quit(const Message& message);
  void names(const Message& message);
  void names_end(const Message& message);
  void mode(const Message& message);
  void account(const Message& message);
  void changed_host(const Message& message);
  void join_refused(const Message& message);

  // What is said.
  void spoken(const Message& message);
  void tagged(const Message& message);
  void redacted(const Message& message);
  void batch(const Message& message);
  void acknowledged(const Message& message);
  void not_sent(const Message& message);
  void pong(const Message& message);

  void join_seen(std::size_t place, const Message& message);
  void ask_for_history(std::size_t place, const Message& join);
  void end_of_history(std::size_t place);
  bool hold_back(const Message& message);
  bool is_our_past(const IrcRoom& room, const Message& message) const;
  void lost(std::size_t place, const std::string& reason);
  void want_nick();
  bool is_me(std::string_view nick) const;
  bool is_from_me(const Message& message) const;
  bool is_wanted_nick(std::string_view nick) const;
  void learn_account(const Message& message);

  const config::Irc& settings_;
  Outbox& outbox_;
  Registration& registration_;
  NetworkCounters& counters_;
  Isupport isupport_;
  Places places_;
  Roster roster_;
  Joins joins_;
  Hearing hearing_;
  MultilineReader multiline_;
  Playback playback_;
  Regain regain_;
  std::string nick_;
  std::string user_;
  std::string host_;  ///< Empty until the server has told.
};

}  // namespace gb::irc
