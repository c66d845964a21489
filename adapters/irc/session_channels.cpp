// The session's part that is about channels and the people in them.
#include <chrono>
#include <utility>

#include "adapters/irc/session.hpp"
#include "bridge/base/log.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

std::string last(const Message& message) {
  return message.params.empty() ? std::string() : message.params.back();
}

}  // namespace

void Session::join_seen(std::size_t place, const Message& message) {
  const Source source = split_source(message.source);
  user_ = source.user;
  host_ = source.host;
  joins_.joined(place, std::chrono::steady_clock::now());
  hearing_.joined(place, message);
  IrcRoom& room = places_[place];
  // No colours before the channel is known to allow them: a line that is refused for its colours is lost.
  room.set_colours(false);
  room.set_state(delivery::Condition::joined, {});
  outbox_.send(Priority::enquiry, {{}, {}, "MODE", {room.link().place}});
  ask_for_history(place, message);
}

void Session::added() {
  const std::size_t place = places_.rooms().size() - 1;
  IrcRoom& room = places_[place];
  places_.refold();
  roster_.add({room.link().room, &room.link().channel->presence()});
  hearing_.add_place();
  joins_.add({room.link().place, room.link().policy.key.reveal()}, std::chrono::steady_clock::now());
  room.set_state(delivery::Condition::connecting, "joining");
}

void Session::remove(std::size_t place) {
  IrcRoom& room = places_[place];
  joins_.forget(place);
  roster_.clear(place);
  playback_.finish(place);
  outbox_.drop(room.link().room);
  if (room.joined()) outbox_.send(Priority::command, {{}, {}, "PART", {room.link().place}});
  room.retire();
  places_.refold();
}

// What was said while we were not there: since we were last heard anything, but not from another age.
void Session::ask_for_history(std::size_t place, const Message& join) {
  IrcRoom& room = places_[place];
  LastHeard& heard = room.heard();
  const Time now = wall_now();
  const auto before = heard.time();
  const bool can = registration_.has("draft/chathistory") && registration_.has("batch") &&
                   registration_.has("server-time") && registration_.has("message-tags");
  if (before && can) {
    const Time since = std::max(*before, now - settings_.catch_up_age);
    const Tick asked = std::chrono::steady_clock::now();
    outbox_.send(Priority::enquiry, playback_.begin(place, room.link().place, since, isupport_.history_limit, asked));
    return;
  }
  if (before) {
    ++counters_.gaps;
    log::info("irc." + settings_.name, "{}: what was said since {} is not known: the server keeps no history",
              room.link().place, text::format_timestamp(*before));
  }
  const auto tag = join.tag("time");
  const auto told = tag ? text::parse_timestamp(*tag) : std::nullopt;
  heard.set_nick(nick_);
  heard.advance(told.value_or(now), std::chrono::steady_clock::now());
}

void Session::end_of_history(std::size_t place) {
  LastHeard& heard = places_[place].heard();
  heard.set_nick(nick_);
  for (const Message& message : playback_.finish(place)) take(message);
}

// What is said live comes after what was said before. Our own words coming back confirm what we have sent, at once.
bool Session::hold_back(const Message& message) {
  const bool said = message.verb == "PRIVMSG" || message.verb == "NOTICE" || message.verb == "REDACT";
  if (!said || hearing_.is_history(message)) return false;
  const auto place = places_.find(message.param(0));
  if (!place || !playback_.is_filling(*place) || is_from_me(message)) return false;
  if (!playback_.hold(*place, message)) end_of_history(*place);
  return true;
}

// Who we were then may not be who we are now.
bool Session::is_our_past(const IrcRoom& room, const Message& message) const {
  const std::string_view nick = split_source(message.source).nick;
  const std::string_view past = room.heard().nick();
  const bool relayed = settings_.relaymsg && nick.ends_with("/" + settings_.relaymsg_suffix);
  return relayed || is_from_me(message) || is_wanted_nick(nick) ||
         (!past.empty() && fold(isupport_.casemap, nick) == fold(isupport_.casemap, past));
}

void Session::join(const Message& message) {
  const Source source = split_source(message.source);
  const auto place = places_.find(message.param(0));
  if (is_me(source.nick)) {
    if (place) return join_seen(*place, message);
    // A channel that we were forwarded or forced into is none of ours.
    outbox_.send(Priority::command, {{}, {}, "PART", {std::string(message.param(0))}});
    return;
  }
  if (!place) return;
  if (message.params.size() > 2 && registration_.has("account-tag")) roster_.set_account(source.nick, message.param(1));
  roster_.join(*place, source.nick);
}

void Session::part(const Message& message) {
  const std::string_view nick = split_source(message.source).nick;
  const auto place = places_.find(message.param(0));
  if (!place) return;
  // One that is not joined yet was removed and linked again: this is the answer to our leaving it.
  if (is_me(nick)) return places_[*place].joined() ? lost(*place, "we were made to leave") : void();
  roster_.leave(*place, nick);
}

void Session::kick(const Message& message) {
  const auto place = places_.find(message.param(0));
  if (!place || message.param(1).empty()) return;
  if (!is_me(message.param(1))) return roster_.leave(*place, message.param(1));
  lost(*place, "kicked by " + std::string(split_source(message.source).nick) + ": " + std::string(message.param(2)));
}

// What waits for the channel would be refused until we are back; the ledger has it, and the courier comes again.
void Session::lost(std::size_t place, const std::string& reason) {
  joins_.lost(place, std::chrono::steady_clock::now());
  roster_.clear(place);
  outbox_.drop(places_[place].link().room);
  places_[place].set_state(delivery::Condition::down, reason);
}

void Session::join_refused(const Message& message) {
  auto place = places_.find(message.param(1));
  if (!place || places_[*place].joined()) return;
  std::string reason = last(message);
  if (message.verb == "470") reason = "the channel forwards to " + std::string(message.param(2));
  joins_.lost(*place, std::chrono::steady_clock::now());
  places_[*place].set_state(delivery::Condition::down, std::move(reason));
}

void Session::quit(const Message& message) {
  const std::string_view nick = split_source(message.source).nick;
  roster_.quit(nick);
  if (is_wanted_nick(nick) && !is_me(nick)) want_nick();
}

void Session::names(const Message& message) {
  const auto place = places_.find(message.param(2));
  if (!place || !places_[*place].joined()) return;
  std::string_view list = message.param(3);
  while (!list.empty()) {
    std::string_view name = list.substr(0, list.find(' '));
    list.remove_prefix(std::min(name.size() + 1, list.size()));
    while (!name.empty() && isupport_.prefixes.find(name.front()) != std::string::npos) name.remove_prefix(1);
    const std::string_view nick = split_source(name).nick;
    if (!nick.empty() && !is_me(nick)) roster_.collect(*place, nick);
  }
}

void Session::names_end(const Message& message) {
  const auto place = places_.find(message.param(1));
  if (place && places_[*place].joined()) roster_.collected(*place);
}

// Only one thing matters here: whether the channel forbids (+c) or strips (+S) colours.
void Session::mode(const Message& message) {
  const bool whole = message.verb == "324";
  const auto place = places_.find(message.param(whole ? 1 : 0));
  if (!place) return;
  if (whole) places_[*place].set_colours(true);
  bool on = true;
  for (const char c : message.param(whole ? 2 : 1)) {
    if (c == '+' || c == '-') on = c == '+';
    if (c == 'c' || c == 'S') places_[*place].set_colours(!on);
  }
}

void Session::account(const Message& message) {
  if (registration_.has("account-tag")) roster_.set_account(split_source(message.source).nick, message.param(0));
}

// Where the server tags accounts, every message says whether its author has one. Where it does not, accounts would be
// known of some and not of others, and the same person would be two: there the nick is all that counts.
void Session::learn_account(const Message& message) {
  const Source source = split_source(message.source);
  if (registration_.has("account-tag") && !source.host.empty())
    roster_.set_account(source.nick, message.tag("account").value_or(""));
}

void Session::changed_host(const Message& message) {
  if (!is_me(split_source(message.source).nick)) return;
  user_ = message.param(0);
  host_ = message.param(1);
}

}  // namespace gb::irc
