// From messages of the network to facts and signals of our channels. Does no I/O of its own: what it sends goes to the
// outbox, what it learns to the channel.
#include "adapters/irc/hearing.hpp"

#include <algorithm>
#include <utility>

#include "adapters/irc/picture_links.hpp"
#include "bridge/base/log.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

// Clocks of one network differ a little; without a server's time ours is compared, which differs more.
constexpr std::chrono::seconds clock_slack{10};
constexpr std::chrono::seconds own_clock_slack{60};

std::optional<Time> time_of(const Message& message) {
  const auto tag = message.tag("time");
  return tag ? text::parse_timestamp(*tag) : std::nullopt;
}

std::string_view nick_of(const Message& message) {
  return split_source(message.source).nick;
}

}  // namespace

Hearing::Hearing(const config::Irc& settings, Places& places, Roster& roster, Outbox& outbox, NetworkCounters& counters,
                 PictureFetching* pictures)
    : settings_(settings),
      places_(places),
      roster_(roster),
      outbox_(outbox),
      counters_(counters),
      pictures_(pictures),
      joined_(places.rooms().size()) {}

void Hearing::joined(std::size_t place, const Message& join) {
  const auto told = time_of(join);
  joined_[place] = told ? *told - clock_slack : wall_now() - own_clock_slack;
}

bool Hearing::is_old(std::size_t place, const Message& message) const {
  if (batches_.is_history(message)) return true;
  const auto told = time_of(message);
  return told && *told < joined_[place];
}

bool Hearing::is_ignored(const IrcRoom& room, const Message& message) const {
  if (room.link().policy.ignore.empty()) return false;
  // ASCII, whatever the server says: its rules would turn a mask's backslash into a letter.
  const std::string source = fold(Casemap::ascii, message.source);
  const std::string nick = fold(Casemap::ascii, nick_of(message));
  return std::ranges::any_of(room.link().policy.ignore, [&](const std::string& mask) {
    return matches(fold(Casemap::ascii, mask), mask.find('!') == std::string::npos ? nick : source);
  });
}

bool Hearing::is_heard(std::size_t place, const Message& message) {
  const IrcRoom& room = places_[place];
  if (!room.joined() || room.link().policy.direction == config::Direction::to_room) return false;
  if (is_old(place, message)) {
    ++counters_.played_back;
    return false;
  }
  if (is_ignored(room, message)) {
    ++counters_.ignored;
    return false;
  }
  return true;
}

void Hearing::spoken(std::size_t place, const Message& message) {
  if (!is_heard(place, message)) return;
  Speech speech = read_speech(message.verb == "NOTICE", message.param(1), settings_.fallback_encoding);
  if (speech.kind == Speech::Kind::query) return query(message, speech.query);
  if (speech.kind == Speech::Kind::said)
    relay(places_[place], message, std::move(speech), said_at(message, wall_now()));
}

// Without an id nobody could tell it from what was heard before.
void Hearing::played(std::size_t place, const Message& message) {
  IrcRoom& room = places_[place];
  const auto told = time_of(message);
  const auto id = message.tag("msgid");
  const bool heard = room.link().policy.direction != config::Direction::to_room && !is_ignored(room, message);
  Speech speech = read_speech(message.verb == "NOTICE", message.param(1), settings_.fallback_encoding);
  // Some servers tell of joins and the like in the words of a service.
  if (!heard || is_service(message.source) || !told || !id || id->empty() || speech.kind != Speech::Kind::said) {
    ++counters_.played_back;
    return;
  }
  ++counters_.caught_up;
  relay(room, message, std::move(speech), std::min(*told, wall_now()));
}

void Hearing::relay(IrcRoom& room, const Message& message, Speech speech, Time said) {
  core::Incoming incoming;
  incoming.author = roster_.person(nick_of(message));
  incoming.message = std::move(speech.message);
  incoming.said = said;
  incoming.only_once = true;
  if (const auto id = message.tag("msgid"); id && !id->empty()) incoming.remote_ids.emplace_back(*id);
  ++counters_.heard;
  ++*keeping_;
  keep(room, std::move(incoming), time_of(message).value_or(wall_now()));
}

// What is said behind a picture waits for it; the room and what it refers to outlive the connection that heard this.
void Hearing::keep(IrcRoom& room, core::Incoming incoming, Time at) {
  const delivery::Link& link = room.link();
  const auto done = [&room, &lost = counters_.lost, keeping = keeping_, at](const result<core::Appended>& kept) {
    --*keeping;
    if (kept) return room.heard_until(at);
    ++lost;
    room.not_heard(kept.error().told);
  };
  auto links = pictures_ == nullptr ? std::vector<std::string>()
                                    : picture_links(incoming.message.body.text, PictureFetching::most_links);
  if (links.empty()) {
    room.order().quick(
        [&link, incoming = std::move(incoming), done] { link.channel->receive(link.room, incoming, done); });
    return;
  }
  room.order().slow([&link, pictures = pictures_, incoming = std::move(incoming), links = std::move(links),
                     done]() mutable -> boost::asio::awaitable<void> {
    incoming.message.attachments = co_await pictures->fetch(links, incoming.author);
    link.channel->receive(link.room, std::move(incoming), done);
  });
}

void Hearing::spoken_privately(const Message& message) {
  if (message.verb == "NOTICE" || is_service(message.source) || batches_.is_history(message)) return;
  const Speech speech = read_speech(false, message.param(1), settings_.fallback_encoding);
  if (speech.kind == Speech::Kind::query) return query(message, speech.query);
  const bool first = privately_.pass(fold(Casemap::rfc1459, nick_of(message)), std::chrono::steady_clock::now());
  if (first) answer(message, "Private messages to me are not relayed to anybody. I carry the words of channels.");
}

void Hearing::query(const Message& message, const std::string& query) {
  if (message.verb == "NOTICE" || is_service(message.source)) return;
  std::string text = answer_query(query);
  if (!text.empty() && queries_.pass({}, std::chrono::steady_clock::now())) answer(message, std::move(text));
}

void Hearing::answer(const Message& message, std::string text) {
  outbox_.send(Priority::courtesy, {{}, {}, "NOTICE", {std::string(nick_of(message)), std::move(text)}});
}

void Hearing::tagged(std::size_t place, const Message& message) {
  const IrcRoom& room = places_[place];
  if (message.tag("+typing") != "active" || !room.link().policy.typing || !is_heard(place, message)) return;
  core::OutsidePerson who = roster_.person(nick_of(message));
  const std::string gate = room.link().place + " " + who.key;
  if (typing_.pass(gate, std::chrono::steady_clock::now()))
    room.link().channel->typing(std::move(who), room.link().room);
}

void Hearing::redacted(std::size_t place, const Message& message) {
  if (message.param(1).empty() || !is_heard(place, message)) return;
  IrcRoom& room = places_[place];
  core::Retraction taken{roster_.person(nick_of(message)), std::string(message.param(1)), wall_now(), {}, true};
  room.order().quick(
      [&link = room.link(), taken = std::move(taken)] { link.channel->retract(link.room, taken, [](const auto&) {}); });
}

}  // namespace gb::irc
