// The one way into a channel, for natives and for people in its rooms. No Asio, no SQL, no formats of other networks.
#include "bridge/core/channel.hpp"

#include <algorithm>
#include <utility>

#include "bridge/base/log.hpp"

namespace gb::core {
namespace {

Append fact_of(Source source, std::variant<UserPtr, OutsidePerson> author, Time created, Event event) {
  Append fact;
  fact.source = source;
  fact.author = std::move(author);
  fact.created = created;
  fact.event = std::move(event);
  return fact;
}

const UserPtr& house() {
  static const UserPtr user = std::make_shared<const User>(User{house_user, Time{}, "guildbridge", "guildbridge"});
  return user;
}

}  // namespace

Channel::Channel(ChannelInfo info, Ledger& ledger, Seq head)
    : info_(std::move(info)), ledger_(ledger), log_(info_.id, ledger, head) {}

void Channel::describe(std::string name, std::string description) {
  info_.name = std::move(name);
  info_.description = std::move(description);
}

void Channel::post(UserPtr author, SessionId session, Draft draft, Time now, Done<Appended> done) {
  // Only remembered: natives are people, and repeat others as they like.
  copy_guard_.judge("native " + std::to_string(author->id.value), draft.message.body.text, now);
  Append fact = fact_of(Source::of(session), std::move(author), now, std::move(draft.message));
  fact.nonce = std::move(draft.nonce);
  log_.append(std::move(fact), std::move(done));
}

void Channel::receive(RoomId room, Incoming incoming, Done<Appended> done) {
  if (is_muted(room) || is_in_a_loop(room, incoming)) {
    // Asked of the ledger only because completions come later, never from within the call.
    ledger_.resolve({}, [done = std::move(done)](const auto&) { done(Appended{nullptr, true}); });
    return;
  }
  Event event = std::move(incoming.message);
  if (!incoming.edits.empty()) event = Edit{{}, std::get<Message>(std::move(event)), {}};
  Append fact = fact_of(Source::of(room), std::move(incoming.author), incoming.said, std::move(event));
  fact.remote_ids = std::move(incoming.remote_ids);
  fact.only_once = incoming.only_once;
  fact.refers_to = incoming.edits.empty() ? std::move(incoming.answers) : std::move(incoming.edits);
  log_.append(std::move(fact), std::move(done));
}

bool Channel::is_in_a_loop(RoomId room, const Incoming& incoming) {
  if (!incoming.edits.empty()) return false;
  const std::string& text = incoming.message.body.text;
  auto verdict = loop_guard_.judge(room, incoming.author.key, text, incoming.said);
  const std::string speaker = std::to_string(room.value) + " " + incoming.author.key;
  if (verdict == LoopGuard::Verdict::fine && copy_guard_.judge(speaker, text, incoming.said)) {
    loop_guard_.mute(room, incoming.author.key, incoming.said);
    verdict = LoopGuard::Verdict::loop;
  }
  if (verdict == LoopGuard::Verdict::fine) return false;
  ++left_out_[room];
  if (verdict == LoopGuard::Verdict::loop) tell_of_loop(room, incoming);
  return true;
}

// Also in his room: whoever runs the other bridge is there, if anywhere.
void Channel::tell_of_loop(RoomId room, const Incoming& incoming) {
  const std::string minutes = std::to_string(LoopGuard::pause.count()) + " minutes";
  const std::string told = incoming.author.name +
                           " seems to be a bridge that repeats what is said here. What it says is left out for " +
                           minutes + ".";
  log::warn("loop", "{} ({}) seems to be a bridge that repeats what is said in channel {}: left out for {}",
            incoming.author.key, incoming.author.network, info_.name, minutes);
  note(told, std::nullopt, incoming.said);
  note(told, room, incoming.said);
}

std::uint64_t Channel::left_out(RoomId room) const {
  const auto found = left_out_.find(room);
  return found == left_out_.end() ? 0 : found->second;
}

void Channel::retract(RoomId room, Retraction retraction, Done<Appended> done) {
  Append fact = fact_of(Source::of(room), std::move(retraction.by), retraction.when, Removal{});
  fact.remote_ids = std::move(retraction.remote_ids);
  fact.refers_to = std::move(retraction.target);
  fact.only_once = retraction.only_once;
  log_.append(std::move(fact), [this, done = std::move(done)](result<Appended> outcome) {
    if (outcome && !outcome->known) remove_edits(*outcome->entry);
    done(std::move(outcome));
  });
}

// Readers have been given each edit as an entry of its own, so each is taken back by one.
void Channel::remove_edits(const Entry& removal) {
  for (const Seq edit : std::get<Removal>(removal.event).edits) {
    Append fact = fact_of(removal.source, removal.author, removal.created, Removal{edit});
    fact.only_once = true;
    log_.append(std::move(fact), [](const auto&) {});
  }
}

void Channel::note(std::string text, std::optional<RoomId> room, Time now) {
  Append fact = fact_of(Source{}, house(), now, Message{MessageKind::notice, RichText{std::move(text), {}}, {}});
  fact.note = NoteTarget{room};
  fact.only_once = true;
  log_.append(std::move(fact), [](const auto&) {});
}

void Channel::typing(UserPtr who, SessionId session) {
  emit(Signal{info_.id, Source::of(session), std::move(who)});
}

void Channel::typing(OutsidePerson who, RoomId room) {
  if (is_muted(room)) return;
  ledger_.resolve({std::move(who)}, [this, room](const result<std::vector<UserPtr>>& people) {
    if (people && people->size() == 1) emit(Signal{info_.id, Source::of(room), people->front()});
  });
}

void Channel::emit(const Signal& signal) {
  for (SignalListener* listener : listeners_) listener->on_signal(signal);
}

void Channel::mute(RoomId room, bool muted) {
  if (muted)
    muted_.insert(room);
  else
    muted_.erase(room);
}

void Channel::add_listener(SignalListener& listener) {
  listeners_.push_back(&listener);
}

void Channel::remove_listener(SignalListener& listener) {
  std::erase(listeners_, &listener);
}

}  // namespace gb::core
