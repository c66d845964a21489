#include "adapters/matrix/gap.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

constexpr std::size_t page = 100;
constexpr int most_pages = 10;

awaitable<bool> is_known(core::Ledger& ledger, RoomId room, std::string event) {
  using Found = std::optional<Seq>;
  const auto found =
      co_await net::await_done<Found>([&](Done<Found> done) { ledger.find(room, event, std::move(done)); });
  co_return found && found->has_value();
}

bool is_fact(const RoomEvent& event) {
  return std::holds_alternative<Said>(event.content) || std::holds_alternative<Redacts>(event.content);
}

// The bot's way in; not a change of its name, which has the same form.
bool is_arrival(const RoomEvent& event, const nlohmann::json& whole, const Ghosts& ghosts) {
  const auto* member = std::get_if<Member>(&event.content);
  if (member == nullptr || member->user_id != ghosts.bot() || member->membership != Membership::join) return false;
  const nlohmann::json::json_pointer before("/unsigned/prev_content/membership");
  return !whole.contains(before) || whole[before] != "join";
}

/// What is looked for, backwards from the newest event.
struct Search {
  const Ghosts& ghosts;
  core::Ledger& ledger;
  const MatrixRoom& room;
  std::optional<Time> since{};  ///< Back to then; without, back to what is known.
  std::vector<RoomEvent> newest_first{};
  bool met = false;        ///< What lies before is known, or is not for us.
  bool exhausted = false;  ///< There is more than is looked through.
};

bool is_over(const Search& search, const RoomEvent& event, const nlohmann::json& whole) {
  if (search.since && event.sent < *search.since) return true;
  return !search.room.is_successor() && is_arrival(event, whole, search.ghosts);
}

// Our own events say nothing of how far others were heard.
awaitable<void> collect(Search& search, nlohmann::json chunk) {
  for (const nlohmann::json& one : chunk) {
    RoomEvent event = parse_event(one, search.room.id());
    search.met = is_over(search, event, one);
    if (search.met) co_return;
    if (!is_fact(event) || search.ghosts.is_ours(event.sender)) continue;
    const bool known = co_await is_known(search.ledger, search.room.link().room, event.event_id);
    search.met = known && !search.since;
    if (search.met) co_return;
    if (!known) search.newest_first.push_back(std::move(event));
  }
}

void tell_of_the_rest(const MatrixRoom& room) {
  log::warn("matrix", "{}: more was missed than is looked through; the older part is not relayed", room.link().place);
  room.link().channel->note("Some messages of " + room.link().name + " from while the bridge was away are missing",
                            std::nullopt, wall_now());
}

/// The last answer of the homeserver.
awaitable<Answer> look_back(Api& api, Search& search) {
  Answer answer;
  std::string from;
  bool whole = false;
  for (int n = 0; n < most_pages && !search.met && !whole; ++n) {
    answer = co_await api.messages(search.room.id(), from, {}, page);
    if (!answer.ok()) co_return answer;
    from = answer.text("end");
    whole = from.empty();  // A page without events is not the end.
    if (const auto chunk = answer.body.find("chunk"); chunk != answer.body.end() && chunk->is_array())
      co_await collect(search, *chunk);
  }
  search.exhausted = !search.met && !whole;
  co_return answer;
}

awaitable<bool> hear(boost::asio::any_io_executor loop, const Search& search, Hearing& hearing) {
  const auto pending = std::make_shared<Pending>(loop);
  for (auto event = search.newest_first.rbegin(); event != search.newest_first.rend(); ++event)
    hearing.take(*event, pending);
  co_return co_await pending->all();
}

}  // namespace

awaitable<Answer> fill_gap(boost::asio::any_io_executor loop, Api& api, const Ghosts& ghosts, core::Ledger& ledger,
                           Hearing& hearing, MatrixRoom& room) {
  Search search{ghosts, ledger, room};
  Answer answer = co_await look_back(api, search);
  if (!answer.ok()) co_return answer;
  if (search.exhausted) tell_of_the_rest(room);
  if (co_await hear(loop, search, hearing)) {
    room.set_successor(false);
    co_return answer;
  }
  Answer not_kept;
  not_kept.told = "what was missed could not be kept";
  co_return not_kept;
}

awaitable<void> hear_left_behind(boost::asio::any_io_executor loop, Api& api, const Ghosts& ghosts,
                                 core::Ledger& ledger, Hearing& hearing, MatrixRoom& room, Time since) {
  Search search{ghosts, ledger, room, since};
  const Answer answer = co_await look_back(api, search);
  if (!answer.ok() || search.newest_first.empty()) co_return;
  log::info("matrix", "{}: {} events that were not pushed, or not kept, are heard from the history", room.link().place,
            search.newest_first.size());
  co_await hear(loop, search, hearing);
}

}  // namespace gb::matrix
