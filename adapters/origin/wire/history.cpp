#include "adapters/origin/wire/history.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace gb::origin {
namespace {

// Takes a number off the front, and the space behind it.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  text.remove_prefix(text.starts_with(' ') ? 1 : 0);
  return number;
}

bool is_later(const guild::ForeignMessage& message, const Seen& before) {
  return message.created && before.created && *message.created > *before.created;
}

// By more than servers round, who do not tell the same time twice in the same way.
bool is_clearly_later(const guild::ForeignMessage& message, const Seen& before) {
  using std::chrono::floor;
  using std::chrono::seconds;
  return message.created && before.created && floor<seconds>(*message.created) > floor<seconds>(*before.created);
}

// Of a new numbering, and of one of which nothing is known yet, dates tell, where there are any.
bool is_news(const guild::ForeignMessage& message, const Seen& before, bool renumbered) {
  if (renumbered) return is_later(message, before);
  if (before.id == before_all && before.created && message.created) return is_later(message, before);
  return *message.id > before.id;
}

// By the ids alone: clocks are set back now and then.
bool is_newest_first(const std::vector<guild::ForeignMessage>& history) {
  const auto not_falling = [](const auto& one, const auto& next) { return *one.id <= *next.id; };
  return history.size() > 1 && std::ranges::adjacent_find(history, not_falling) == history.end();
}

// Where there was something, the server has forgotten it; whatever it numbers from now on is news.
News news_of_nothing(const std::optional<Seen>& before) {
  News news;
  news.renumbered = before && before->id != before_all;
  if (before) news.seen.created = before->created;
  if (before) news.seen.epoch = before->epoch + (news.renumbered ? 1 : 0);
  return news;
}

}  // namespace

std::string to_text(const Seen& seen) {
  std::string out = std::to_string(seen.id) + ' ' + std::to_string(seen.epoch);
  if (seen.created) out += ' ' + std::to_string(seen.created->time_since_epoch().count());
  return out;
}

std::optional<Seen> parse_seen(std::string_view text) {
  const auto id = take_number(text);
  const auto epoch = take_number(text);
  if (!id || !epoch) return std::nullopt;
  Seen seen{*id, {}, static_cast<int>(*epoch)};
  if (const auto created = take_number(text)) seen.created = guild::Date(std::chrono::milliseconds(*created));
  return seen;
}

Seen seen_live(const std::optional<Seen>& before, const guild::ForeignMessage& message) {
  const Seen last = before.value_or(Seen{});
  if (!message.id) return last;
  const bool low = *message.id < last.id;
  // Not said after the last one: it only comes late.
  if (low && message.created && last.created && *message.created <= *last.created) return last;
  return {*message.id, message.created ? message.created : last.created, last.epoch + (low ? 1 : 0)};
}

News news_of(const std::optional<Seen>& before, std::vector<guild::ForeignMessage> history) {
  std::erase_if(history, [](const guild::ForeignMessage& message) { return !message.id.has_value(); });
  if (history.empty()) return news_of_nothing(before);
  if (is_newest_first(history)) std::ranges::reverse(history);
  const guild::ForeignMessage& newest = history.back();
  News news;
  news.seen = {*newest.id, newest.created, 0};
  if (!before) return news;
  if (!newest.created) news.seen.created = before->created;
  news.renumbered = *newest.id < before->id || std::ranges::any_of(history, [&](const auto& message) {
    return *message.id <= before->id && is_clearly_later(message, *before);
  });
  news.seen.epoch = before->epoch + (news.renumbered ? 1 : 0);
  const std::size_t all = history.size();
  for (guild::ForeignMessage& message : history)
    if (is_news(message, *before, news.renumbered)) news.fresh.push_back(std::move(message));
  news.incomplete = before->id != before_all && news.fresh.size() == all;
  return news;
}

}  // namespace gb::origin
