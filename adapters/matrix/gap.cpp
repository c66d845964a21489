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

// False: the known one was not among them. Our own events say nothing of how far others were heard.
awaitable<bool> collect(core::Ledger& ledger, const Ghosts& ghosts, RoomId room, std::string id,
                        const nlohmann::json& chunk, std::vector<RoomEvent>& newest_first) {
  for (const nlohmann::json& one : chunk) {
    RoomEvent event = parse_event(one, id);
    if (!is_fact(event) || ghosts.is_ours(event.sender)) continue;
    const bool known = co_await is_known(ledger, room, event.event_id);
    if (known) co_return true;
    newest_first.push_back(std::move(event));
  }
  co_return false;
}

}  // namespace

awaitable<Answer> fill_gap(boost::asio::any_io_executor loop, Api& api, const Ghosts& ghosts, core::Ledger& ledger,
                           Hearing& hearing, MatrixRoom& room) {
  std::vector<RoomEvent> newest_first;
  Answer answer;
  std::string from;
  bool met = false;
  for (int n = 0; n < most_pages && !met; ++n) {
    answer = co_await api.messages(room.id(), from, {}, page);
    if (!answer.ok()) co_return answer;
    const auto chunk = answer.body.find("chunk");
    if (chunk == answer.body.end() || !chunk->is_array() || chunk->empty()) co_return answer;
    met = co_await collect(ledger, ghosts, room.link().room, room.id(), *chunk, newest_first);
    from = answer.text("end");
    if (from.empty()) break;
  }
  if (!met) co_return answer;
  const auto pending = std::make_shared<Pending>(loop);
  for (auto event = newest_first.rbegin(); event != newest_first.rend(); ++event) hearing.take(*event, pending);
  const bool kept = co_await pending->all();
  if (!kept) log::error("matrix", "{}: what was missed could not be kept", room.link().place);
  co_return answer;
}

}  // namespace gb::matrix
