#include "adapters/origin/wire/history.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
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
  return {*message.id, message.created ? message.created : last.created, last.epoch + (*message.id < last.id ? 1 : 0)};
}

News news_of(const std::optional<Seen>& before, std::vector<guild::ForeignMessage> history) {
  std::erase_if(history, [](const guild::ForeignMessage& message) { return !message.id.has_value(); });
  News news;
  if (history.empty()) {
    // Where there was something, the server has forgotten it; whatever it numbers from now on is news.
    if (!before) return news;
    news.renumbered = before->id != 0;
    news.seen = {0, before->created, before->epoch + (news.renumbered ? 1 : 0)};
    return news;
  }
  news.seen = {*history.back().id, history.back().created, before ? before->epoch : 0};
  if (!before) return news;
  news.renumbered = *history.back().id < before->id;
  if (news.renumbered) ++news.seen.epoch;
  const auto is_news = [&](const guild::ForeignMessage& message) {
    if (!news.renumbered) return *message.id > before->id;
    return message.created && before->created && *message.created > *before->created;
  };
  const std::size_t all = history.size();
  std::ranges::copy_if(std::make_move_iterator(history.begin()), std::make_move_iterator(history.end()),
                       std::back_inserter(news.fresh), is_news);
  news.incomplete = before->id != 0 && news.fresh.size() == all;
  return news;
}

}  // namespace gb::origin
