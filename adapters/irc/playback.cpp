#include "adapters/irc/playback.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

// "After" leaves out what was said in the same millisecond; what comes twice is known by its msgid.
constexpr std::chrono::milliseconds slack{1};

Message question(const std::string& channel, std::string after, std::size_t limit) {
  return {{}, {}, "CHATHISTORY", {"AFTER", channel, std::move(after), std::to_string(limit)}};
}

}  // namespace

Message Playback::begin(std::size_t place, const std::string& channel, Time since, std::size_t limit, Tick now) {
  Filling filling;
  filling.channel = channel;
  filling.limit = limit == 0 ? page : std::min(limit, page);
  filling.until = now + patience;
  Message ask = question(channel, "timestamp=" + text::format_timestamp(since - slack), filling.limit);
  open_[place] = std::move(filling);
  return ask;
}

bool Playback::hold(std::size_t place, const Message& message) {
  std::vector<Message>& held = open_.at(place).held;
  held.push_back(message);
  return held.size() < most_held;
}

std::optional<Playback::Closed> Playback::batch(const Message& message, std::optional<std::size_t> place, Tick now) {
  std::string_view reference = message.param(0);
  if (reference.size() < 2) return std::nullopt;
  const bool opens = reference.front() == '+';
  reference.remove_prefix(1);
  if (opens) {
    if (message.param(1) == "chathistory" && place && is_filling(*place))
      answers_[std::string(reference)] = {*place, 0, {}};
    return std::nullopt;
  }
  const auto found = answers_.find(reference);
  if (found == answers_.end()) return std::nullopt;
  const Answer answer = std::move(found->second);
  answers_.erase(found);
  const auto filling = open_.find(answer.place);
  if (filling == open_.end()) return std::nullopt;
  Closed closed{answer.place, {}};
  Filling& room = filling->second;
  if (answer.messages >= room.limit && !answer.last.empty() && room.pages++ < most_pages) {
    room.until = now + patience;
    closed.ask = question(room.channel, "msgid=" + answer.last, room.limit);
  }
  return closed;
}

std::optional<std::size_t> Playback::answered(const Message& message) {
  const auto reference = message.tag("batch");
  const auto found = reference ? answers_.find(*reference) : answers_.end();
  if (found == answers_.end()) return std::nullopt;
  Answer& answer = found->second;
  ++answer.messages;
  if (const auto id = message.tag("msgid")) answer.last = *id;
  return answer.place;
}

std::vector<Message> Playback::finish(std::size_t place) {
  const auto found = open_.find(place);
  if (found == open_.end()) return {};
  std::vector<Message> held = std::move(found->second.held);
  open_.erase(found);
  return held;
}

std::vector<std::size_t> Playback::overdue(Tick now) const {
  std::vector<std::size_t> places;
  for (const auto& [place, filling] : open_)
    if (now >= filling.until) places.push_back(place);
  return places;
}

Tick Playback::next() const {
  Tick soonest = Tick::max();
  for (const auto& [place, filling] : open_) soonest = std::min(soonest, filling.until);
  return soonest;
}

}  // namespace gb::irc
