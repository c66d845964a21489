#include "adapters/matrix/syncing.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bridge/base/log.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using nlohmann::json;

constexpr std::size_t page = 100;
constexpr int most_pages = 10;
constexpr int most_failures = 5;
constexpr std::size_t longest_token = 4096;

const json& member(const json& object, const char* key) {
  static const json nothing = json::object();
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : nothing;
}

// The events of an array somewhere in a room's part of the answer.
std::vector<RoomEvent> events_of(const json& part, const std::string& room) {
  std::vector<RoomEvent> out;
  const auto list = part.find("events");
  if (list == part.end() || !list->is_array()) return out;
  for (const json& one : *list) out.push_back(parse_event(one, room));
  return out;
}

Answer fine() {
  Answer answer;
  answer.status = 200;
  answer.body = json::object();
  return answer;
}

Answer not_kept() {
  Answer answer;
  answer.told = "what the homeserver told could not be kept";
  return answer;
}

}  // namespace

Syncing::Syncing(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Api& api, Hearing& hearing,
                 Kept& kept)
    : loop_(loop),
      settings_(settings),
      api_(api),
      hearing_(hearing),
      kept_(kept),
      since_(kept.get(kept_since)),
      first_(since_.empty()) {}

awaitable<Answer> Syncing::step() {
  Answer news = co_await api_.sync(since_, first_ ? std::chrono::milliseconds(0) : settings_.sync_timeout);
  if (!news.ok()) co_return news;
  std::string next = news.text("next_batch");
  if (next.empty() || next.size() > longest_token) {
    news.status = 502;
    news.told = "the homeserver's answer has no next_batch that can be used";
    co_return news;
  }
  const Answer taken = co_await take(std::move(news));
  if (!taken.ok()) co_return taken;
  first_ = false;
  kept_.put(kept_since, next);
  since_ = std::move(next);
  co_return taken;
}

void Syncing::begin_anew() {
  if (first_) return;
  log::error("matrix." + settings_.name, "the homeserver does not know where we stopped; we go on from now");
  for (const auto& room : hearing_.rooms()) tell_of_the_rest(*room);
  since_.clear();
  first_ = true;
  kept_.forget(kept_since);
}

awaitable<Answer> Syncing::take(Answer news) {
  const auto pending = std::make_shared<Pending>(loop_);
  const json& rooms = member(news.body, "rooms");
  for (const auto& [id, room] : member(rooms, "join").items()) {
    if (hearing_.find(id) == nullptr || !room.is_object()) continue;
    const Answer taken = co_await take_room(id, room, pending);
    if (!taken.ok()) co_return taken;
  }
  take_left(rooms, pending);
  take_invites(rooms);
  if (co_await pending->all()) co_return fine();
  co_return not_kept();
}

awaitable<Answer> Syncing::take_room(std::string id, json room, std::shared_ptr<Pending> pending) {
  for (const RoomEvent& event : events_of(member(room, "state"), id)) hearing_.recall(event);
  const json& timeline = member(room, "timeline");
  Events events = events_of(timeline, id);
  const bool gap = timeline.contains("limited") && timeline["limited"] == true;
  const auto from = timeline.find("prev_batch");
  MatrixRoom* known = hearing_.find(id);
  // Before our own arrival there is nothing that we could have missed.
  if (gap && !first_ && !known->is_arriving() && from != timeline.end() && from->is_string()) {
    Events before;
    const Answer answer = co_await missed(id, from->get<std::string>(), before);
    // One room must not keep the others waiting for ever.
    if (answer.is_passing() && ++failures_[id] < most_failures) co_return answer;
    if (!answer.ok()) tell_of_the_rest(*known);
    failures_.erase(id);
    events.insert(events.begin(), std::make_move_iterator(before.begin()), std::make_move_iterator(before.end()));
  }
  for (const RoomEvent& event : events) {
    if (first_)
      hearing_.recall(event);
    else
      hearing_.take(event, pending);
  }
  if (first_ && known->is_arriving())
    hearing_.arrived(*known);  // It was among the joined ones: all that follows is new.
  const auto list = member(room, "ephemeral").find("events");
  if (list == member(room, "ephemeral").end() || !list->is_array()) co_return fine();
  for (const json& one : *list)
    if (const auto typing = parse_typing(one, id)) hearing_.take(*typing);
  co_return fine();
}

// The events between two answers, when there were more than one holds; the newest of them where there are too many.
awaitable<Answer> Syncing::missed(std::string room, std::string from, Events& out) {
  Answer answer = fine();
  Events newest_first;
  for (int n = 0; n < most_pages && !from.empty(); ++n) {
    answer = co_await api_.messages(room, from, since_, page);
    if (!answer.ok()) break;
    if (const auto chunk = answer.body.find("chunk"); chunk != answer.body.end() && chunk->is_array())
      for (const json& one : *chunk) newest_first.push_back(parse_event(one, room));
    from = answer.text("end");  // A page without events is not the end.
  }
  if (answer.ok() && !from.empty()) tell_of_the_rest(*hearing_.find(room));
  out.assign(std::make_move_iterator(newest_first.rbegin()), std::make_move_iterator(newest_first.rend()));
  co_return answer;
}

void Syncing::tell_of_the_rest(const MatrixRoom& room) const {
  log::warn("matrix." + settings_.name, "{}: more was missed than could be looked through; that is not relayed",
            room.link().place);
  room.link().channel->note("Some messages of " + room.link().name + " from while the bridge was away are missing",
                            std::nullopt, wall_now());
}

void Syncing::take_left(const json& rooms, const std::shared_ptr<Pending>& pending) {
  for (const auto& [id, room] : member(rooms, "leave").items())
    if (MatrixRoom* known = hearing_.find(id); known != nullptr && room.is_object() && !first_)
      for (const RoomEvent& event : events_of(member(room, "timeline"), id)) hearing_.take(event, pending);
}

// Their state has no event ids; that there is an invitation is all we need to know.
void Syncing::take_invites(const json& rooms) {
  for (const auto& [id, room] : member(rooms, "invite").items()) hearing_.invited(id);
}

}  // namespace gb::matrix
