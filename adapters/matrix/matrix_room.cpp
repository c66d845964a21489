#include "adapters/matrix/matrix_room.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using delivery::Condition;

constexpr std::chrono::seconds typing_every{3};
constexpr std::chrono::seconds typing_time{6};
constexpr std::size_t most_typists = 64;

}  // namespace

MatrixRoom::MatrixRoom(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Api& api,
                       Ghosts& ghosts, Repository& repository, core::Ledger& ledger, core::HouseNames house,
                       delivery::Link link)
    : loop_(loop),
      settings_(settings),
      api_(api),
      ghosts_(ghosts),
      link_(std::move(link)),
      people_("matrix." + settings.name, link_.room, link_.channel->presence()),
      sending_(api, ghosts, repository, ledger, people_, link_.room, std::move(house)),
      intake_(std::make_shared<Intake>(loop, repository, ledger, link_)),
      pause_(loop),
      typing_gate_(typing_every, most_typists) {
  state_.since = wall_now();
  link_.channel->add_listener(*this);
}

MatrixRoom::~MatrixRoom() {
  intake_->stop();
  link_.channel->remove_listener(*this);
}

void MatrixRoom::retire() {
  if (std::exchange(retired_, true)) return;
  link_.channel->remove_listener(*this);
  intake_->stop();
  settled();
  lost("no longer linked");
  hurry();
}

void MatrixRoom::set_state(Condition condition, std::string reason) {
  if (state_.condition == condition && state_.reason == reason) return;
  log::info("matrix." + settings_.name, "{} is {}{}{}", link_.place, delivery::to_string(condition),
            reason.empty() ? "" : ": ", reason);
  state_ = {condition, std::move(reason), wall_now()};
  if (condition != Condition::joined) people_.clear();
  if (courier_ != nullptr) courier_->wake();
}

delivery::Capabilities MatrixRoom::capabilities() const {
  return {link_.policy.typing, true, settings_.appservice, true};
}

awaitable<std::vector<delivery::Receipt>> MatrixRoom::deliver(std::vector<core::EntryPtr> entries) {
  if (!joined()) co_return std::vector<delivery::Receipt>{delivery::Retry{std::chrono::seconds(1), "not joined"}};
  const core::EntryPtr entry = entries.front();
  Sending::Outcome outcome = co_await sending_.carry(entry, id_);
  if (std::holds_alternative<delivery::Delivered>(outcome.receipt)) stopped_typing(*entry);
  if (const auto* retry = std::get_if<delivery::Retry>(&outcome.receipt); retry != nullptr && outcome.lost)
    cut_off(retry->reason, retry->after);
  co_return std::vector<delivery::Receipt>{std::move(outcome.receipt)};
}

void MatrixRoom::cut_off(std::string reason, std::chrono::milliseconds wait) {
  unsettled_ = true;
  lost(std::move(reason), wait);
}

void MatrixRoom::lost(std::string reason, std::chrono::milliseconds wait) {
  if (!joined()) return;
  sending_.doubt();
  wait_ = wait;
  set_state(Condition::down, std::move(reason));
  pause_.cancel();
}

awaitable<std::chrono::milliseconds> MatrixRoom::until_lost() {
  while (joined()) co_await pause(std::chrono::hours(24));
  co_return wait_;
}

awaitable<void> MatrixRoom::pause(std::chrono::milliseconds time) {
  if (std::exchange(hurried_, false)) co_return;
  pause_.expires_after(time);
  boost::system::error_code ignored;
  co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  hurried_ = false;
}

// A ghost is not made for typing alone: it has to be there already.
std::string MatrixRoom::typist(const core::User& who) {
  const std::string speaker = ghosts_.speaker(who);
  if (speaker.empty()) return ghosts_.bot();
  return ghosts_.is_ready(speaker, id_) ? speaker : std::string();
}

void MatrixRoom::signal(const core::Signal& signal) {
  if (signal.source.is_room(link_.room) || !joined() || !link_.policy.typing) return;
  if (link_.policy.direction == config::Direction::from_room || link_.channel->is_muted(link_.room)) return;
  std::string user = typist(*signal.who);
  const Tick now = std::chrono::steady_clock::now();
  if (user.empty() || !typing_gate_.pass(user, now)) return;
  std::erase_if(typing_, [now](const auto& one) { return now - one.second > typing_time; });
  typing_[user] = now;
  net::spawn(loop_, "matrix." + settings_.name, show_typing(std::move(user), true));
}

// Clients go on showing who typed for as long as the time says, also when the words have come.
void MatrixRoom::stopped_typing(const core::Entry& entry) {
  std::string user = typist(*entry.author);
  if (typing_.erase(user) > 0) net::spawn(loop_, "matrix." + settings_.name, show_typing(std::move(user), false));
}

awaitable<void> MatrixRoom::show_typing(std::string user, bool on) {
  const Answer answer = co_await api_.typing(id_, user, on, typing_time);
  if (!answer.ok()) log::debug("matrix." + settings_.name, "{}: typing is not shown: {}", link_.place, answer.told);
}

std::vector<std::string> MatrixRoom::started_typing(const std::vector<std::string>& now) {
  std::vector<std::string> started;
  std::ranges::copy_if(now, std::back_inserter(started), [&](const std::string& user) {
    return !ghosts_.is_ours(user) && std::ranges::find(types_, user) == types_.end();
  });
  types_ = now;
  return started;
}

}  // namespace gb::matrix
