#include "adapters/origin/hearing.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "adapters/origin/wire/place.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "protocol/guild/foreign.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;

constexpr const char* area = "origin";
constexpr std::chrono::seconds typing_every{3};
constexpr std::size_t most_typing = 64;
constexpr std::chrono::minutes unreadable_every{10};
constexpr std::size_t most_unreadable = 20;
constexpr std::size_t longest_shown = 64;

Tick now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Hearing::Hearing(const boost::asio::any_io_executor& loop, std::shared_ptr<Shared> shared,
                 std::shared_ptr<const delivery::Link> link, std::shared_ptr<Sending> sending,
                 const std::optional<Seen>& kept, LastHeard::Keep keep)
    : shared_(std::move(shared)),
      link_(std::move(link)),
      sending_(std::move(sending)),
      intake_(
          std::make_shared<Intake>(loop, shared_->server.url, shared_->http, shared_->files, shared_->ledger, link_)),
      last_(std::make_shared<LastHeard>(loop, kept, std::move(keep))),
      channel_(parse_place(link_->place).channel),
      typing_gate_(typing_every, most_typing),
      unreadable_gate_(unreadable_every, most_unreadable) {}

void Hearing::enter(std::shared_ptr<Connection> connection) {
  connection_ = std::move(connection);
  live_ = false;
  early_.take();
}

void Hearing::leave() {
  connection_ = nullptr;
  link_->channel->presence().clear(link_->room);
}

void Hearing::stop() {
  stopping_ = true;
  intake_->stop();
  last_->stop();
}

void Hearing::unreadable(const std::string& name) {
  ++shared_->counters.unreadable;
  const std::string shown = name.substr(0, longest_shown);
  if (unreadable_gate_.pass(shown, now()))
    log::warn(area, "{}: a packet \"{}\" that is not as the protocol has it is left out", link_->place, shown);
}

void Hearing::message(const nlohmann::json& payload, std::size_t bytes) {
  auto message = guild::read_message(payload);
  if (!message) return unreadable("message");
  if (live_) return said(*message);
  if (!early_.hold(std::move(*message), bytes)) connection_->close("the server talks on without answering");
}

awaitable<bool> Hearing::take_history(guild::ForeignChannel channel) {
  const auto self = shared_from_this();
  const auto from = connection_;
  co_await last_->until_under_way(0);
  if (connection_ != from || stopping_) co_return false;
  last_->restart();
  if (channel.unreadable > 0) unreadable("channel");
  show_present(channel);
  std::set<std::pair<std::int64_t, std::optional<guild::Date>>> told;
  for (const guild::ForeignMessage& message : channel.messages)
    if (message.id) told.emplace(*message.id, message.created);
  // What cannot be read at all is no empty history.
  const bool readable = !channel.messages.empty() || channel.unreadable == 0;
  const News news = readable ? news_in(channel) : News{{}, last_->seen().value_or(Seen{}), false, false};
  sending_->expect_history();
  for (const guild::ForeignMessage& message : news.fresh) {
    const Seen seen{*message.id, message.created ? message.created : news.seen.created, news.seen.epoch};
    if (!is_ours(message.author)) {
      ++shared_->counters.caught_up;
      relay(message, seen);
      continue;
    }
    std::string remote = remote_id(message, seen.epoch);
    const bool confirmed = co_await is_confirmed(remote);
    if (connection_ != from) co_return false;
    if (!confirmed) sending_->found({std::move(remote), message.created});
  }
  if (last_->seen() || readable) kept(last_->begin(news.seen), true);
  live_ = true;
  // What came live before the answer is in it as well, mostly.
  for (const guild::ForeignMessage& message : early_.take())
    if (!message.id || !told.contains({*message.id, message.created})) said(message);
  co_return connection_ == from;
}

void Hearing::show_present(const guild::ForeignChannel& channel) {
  std::vector<core::OutsidePerson> present;
  for (const guild::ForeignUser& user : channel.users)
    if (core::OutsidePerson person = people_.person(user); !is_ours(user)) present.push_back(std::move(person));
  link_->channel->presence().set(link_->room, std::move(present));
}

News Hearing::news_in(guild::ForeignChannel& channel) {
  News news = news_of(last_->seen(), std::move(channel.messages));
  if (news.renumbered) {
    ++shared_->counters.renumbered;
    log::warn(area, "{}: the server counts its messages anew", link_->place);
  }
  if (news.incomplete)
    link_->channel->note("Some messages of " + link_->name + " from while the bridge was away may be missing",
                         std::nullopt, wall_now());
  return news;
}

awaitable<bool> Hearing::is_confirmed(std::string remote) {
  using Found = std::optional<Seq>;
  const auto found = co_await net::await_done<Found>(
      [&](Done<Found> done) { shared_->ledger.find(link_->room, remote, std::move(done)); });
  co_return found && found->has_value();
}

bool Hearing::is_here(const guild::ForeignMessage& message) const {
  return !message.channel || *message.channel == channel_;
}

void Hearing::said(const guild::ForeignMessage& message) {
  if (!is_here(message)) return unreadable("message of another channel");
  const Seen seen = seen_live(last_->seen(), message);
  if (!is_ours(message.author)) return relay(message, seen);
  ++shared_->counters.own;
  sending_->came_back({remote_id(message, seen.epoch), message.created});
  kept(last_->begin(seen), true);
}

bool Hearing::is_ignored(const core::OutsidePerson& person) const {
  return std::ranges::any_of(link_->policy.ignore, [&](const std::string& ignored) {
    return ignored == person.handle || ignored == person.key;
  });
}

void Hearing::relay(const guild::ForeignMessage& message, const Seen& seen) {
  core::OutsidePerson person = people_.person(message.author);
  const Progress::Ticket ticket = last_->begin(seen);
  const bool ignored = is_ignored(person);
  if (ignored) ++shared_->counters.ignored;
  if (ignored || link_->policy.direction == config::Direction::to_room) return kept(ticket, true);
  ++shared_->counters.heard;
  link_->channel->presence().join(link_->room, person);
  intake_->say(incoming(message, seen.epoch, std::move(person), wall_now()), message.attachments,
               [self = shared_from_this(), ticket](bool durable) { self->kept(ticket, durable); });
}

// What could not be kept is told again by the next history.
void Hearing::kept(Progress::Ticket ticket, bool durable) {
  last_->done(ticket, durable);
  if (durable) return;
  failed_ = true;
  if (connection_) connection_->close("what was said there could not be kept");
}

void Hearing::typing(const nlohmann::json& payload) {
  const auto user = guild::read_user(payload);
  if (!user) return unreadable("typing");
  core::OutsidePerson person = people_.person(*user);
  if (is_ours(*user) || !link_->policy.typing || is_ignored(person)) return;
  if (!typing_gate_.pass(person.key, now())) return;
  if (link_->policy.direction != config::Direction::to_room) link_->channel->typing(std::move(person), link_->room);
}

}  // namespace gb::origin
