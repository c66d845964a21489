#include "bridge/delivery/courier.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::delivery {
namespace {

namespace asio = boost::asio;

constexpr std::size_t batch = 256;
constexpr std::chrono::seconds check_again{30};
constexpr std::chrono::seconds pause_after_exception{30};
constexpr std::chrono::seconds first_pause{1};
constexpr std::size_t losses_before_alone = 2;
constexpr std::size_t losses_before_refusal = 8;
constexpr std::size_t most_passed = 10'000;  // What a trace can tell of; no message depends on it.
constexpr std::chrono::milliseconds save_again{500};

}  // namespace

Courier::Courier(const asio::any_io_executor& loop, Link link, Room& room, core::Ledger& ledger, Seq cursor,
                 CatchUp limits)
    : loop_(loop),
      link_(std::move(link)),
      room_(room),
      ledger_(ledger),
      limits_(limits),
      position_(cursor),
      alarm_(loop),
      again_(loop) {
  link_.channel->log().add_reader(*this);
  room_.watch(this);
}

Courier::~Courier() {
  detach();
}

void Courier::detach() {
  if (std::exchange(detached_, true)) return;
  room_.watch(nullptr);
  link_.channel->log().remove_reader(*this);
}

void Courier::start() {
  net::spawn(loop_, "courier " + link_.name, keep_running(), [self = shared_from_this()] { self->finished_ = true; });
}

void Courier::stop() {
  stopping_ = true;
  wake();
}

void Courier::missed(Seq upto, std::size_t messages) {
  position_ = std::max(position_, upto);
  missed_ += messages;
  was_away_ = true;
  wake();
}

void Courier::wake() noexcept {
  woken_ = true;
  try {
    alarm_.cancel();
  } catch (...) {  // Then the timer fires on its own, later.
  }
}

RoomState Courier::state() const {
  if (failure_.empty()) return room_.state();
  return {Condition::failed, "its courier fails: " + failure_, failed_since_};
}

// A courier that is over would leave its room looking well, and silent.
asio::awaitable<void> Courier::keep_running() {
  std::chrono::seconds pause = first_pause;
  while (!stopping_) {
    try {
      co_await run();
      co_return;
    } catch (const std::exception& failure) {
      if (failure_.empty()) {
        failed_since_ = wall_now();
        pause = first_pause;
      }
      failure_ = failure.what();
    }
    log::error("delivery", "{}: the courier failed, and begins again in {} s: {}", link_.name, pause.count(), failure_);
    const Tick end = std::chrono::steady_clock::now() + pause;
    pause = std::min(2 * pause, pause_after_exception);
    while (!stopping_ && std::chrono::steady_clock::now() < end) {
      alarm_.expires_at(end);
      boost::system::error_code ignored;
      co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
  }
}

asio::awaitable<void> Courier::run() {
  while (!stopping_) {
    const bool joined = room_.state().condition == Condition::joined;
    const std::int64_t behind = link_.channel->log().head().value - position_.value;
    if (joined && behind <= 0 && missed_ == 0) was_away_ = false;
    if (!joined && behind > 0) was_away_ = true;
    if (skip_asked_) co_await skip_as_asked();
    const bool go_on = joined && !muted_ && co_await carry_some();
    if (joined) failure_.clear();
    if (!go_on && !stopping_) co_await sleep();
  }
}

asio::awaitable<void> Courier::sleep() {
  if (!std::exchange(woken_, false)) {
    alarm_.expires_after(check_again);
    boost::system::error_code ignored;
    co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    woken_ = false;
  }
}

// Empty where there is nothing, and where the log cannot be read right now.
asio::awaitable<std::vector<core::EntryPtr>> Courier::entries_after(Seq position, std::size_t limit) {
  core::ChannelLog& log = link_.channel->log();
  if (auto live = log.live_after(position, limit)) co_return std::move(*live);
  core::ReadRange range;
  range.after = position;
  range.limit = limit;
  using Entries = std::vector<core::EntryPtr>;
  auto found =
      co_await net::await_done<Entries>([&log, range](Done<Entries> done) { log.read(range, std::move(done)); });
  if (found) co_return std::move(*found);
  log::warn("delivery", "{}: the log cannot be read: {}", link_.name, found.error().told);
  co_return std::vector<core::EntryPtr>{};
}

// All that waits, before anything of it is sent, so that what is left out is known and said exactly. False: not now.
asio::awaitable<bool> Courier::look_through(Backlog& backlog) {
  const Seq head = link_.channel->log().head();
  for (Seq looked = position_; looked < head;) {
    const auto page = co_await entries_after(looked, core::ReadRange::most);
    if (page.empty() || stopping_) co_return false;
    backlog.look(page);
    looked = page.back()->seq;
  }
  co_return true;
}

asio::awaitable<void> Courier::catch_up() {
  Backlog backlog(link_.room, limits_, wall_now());
  const bool looked = co_await look_through(backlog);
  if (!looked) co_return;
  const bool told = co_await carry_removals(backlog.removals());
  if (!told) co_return;
  was_away_ = false;
  if (backlog.skipped_to() > Seq{} || missed_ > 0) skip(backlog, "too old or too many");
}

// However much of a backlog is left out: what people took back has to go there as well. False: not now.
asio::awaitable<bool> Courier::carry_removals(const std::vector<core::EntryPtr>& removals) {
  for (const core::EntryPtr& removal : removals) {
    if (removal->seq <= removed_to_) continue;
    const std::vector<core::EntryPtr> alone(1, removal);
    const auto receipts = co_await deliver(alone);
    if (stopping_) co_return false;
    if (receipts.empty() || !is_settled(*removal, receipts.front())) {
      co_await rest(receipts.empty() ? std::chrono::seconds(1) : std::get<Retry>(receipts.front()).after);
      co_return false;
    }
    removed_to_ = removal->seq;
  }
  co_return true;
}

// True if there may be more to do at once.
asio::awaitable<bool> Courier::carry_some() {
  woken_ = false;
  if (!late_removals_.empty() && !co_await carry_owed_removals()) co_return false;
  const std::size_t window = std::max<std::size_t>(room_.window(), 1);
  if ((position_ >= link_.channel->log().head() && missed_ == 0) || unsaved_ >= window) co_return false;
  if (was_away_) {
    co_await catch_up();
    if (was_away_ || stopping_) co_return false;
  }
  const auto page = co_await entries_after(position_, batch);
  if (page.empty() || stopping_) co_return false;
  std::vector<core::EntryPtr> entries;
  std::ranges::copy_if(page, std::back_inserter(entries),
                       [this](const core::EntryPtr& entry) { return core::is_for_room(*entry, link_.room); });
  if (entries.empty()) {
    // Nothing of this was for the room: the cursor follows with the next settlement of something that was.
    position_ = std::max(position_, page.back()->seq);
    co_return true;
  }
  const bool alone = losses_ >= losses_before_alone || position_ < alone_to_;
  const std::size_t careful = alone ? 1 : window;
  entries.resize(std::min(entries.size(), std::min(window - unsaved_, careful)));
  const auto receipts = co_await deliver(entries);
  co_await rest(take(entries, receipts));
  co_return true;
}

// One odd entry that an adapter breaks at must not silence the room for good.
asio::awaitable<std::vector<Receipt>> Courier::deliver(std::vector<core::EntryPtr> window) {
  const Seq last = window.back()->seq;
  std::string reason;
  try {
    co_return co_await room_.deliver(std::move(window));
  } catch (const std::exception& failure) {
    reason = failure.what();
  }
  log::error("delivery", "{}: a delivery up to entry {} failed: {}", link_.name, last.value, reason);
  alone_to_ = last;
  co_return std::vector<Receipt>(1, Retry{pause_after_exception, reason, true});
}

// What others say meanwhile does not make it shorter: a server that asks for fewer requests gets fewer.
asio::awaitable<void> Courier::rest(std::chrono::milliseconds time) {
  const Tick end = std::chrono::steady_clock::now() + time;
  while (!stopping_ && !skip_asked_ && std::chrono::steady_clock::now() < end &&
         room_.state().condition == Condition::joined) {
    alarm_.expires_at(end);
    boost::system::error_code ignored;
    co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Courier::skip(const Backlog& backlog, std::string_view why) {
  const std::size_t gone = std::exchange(missed_, 0);
  const std::size_t skipped = backlog.skipped() + gone;
  const Seq upto = std::max(backlog.skipped_to(), position_);
  if (backlog.skipped() > 0) pass_over(Seq{position_.value + 1}, upto, "skipped: " + std::string(why));
  settle(upto, {}, 0, gone);
  if (skipped == 0) return;
  counters_.skipped += skipped;
  if (witness_ != nullptr) witness_->skipped(link_.room, upto, skipped);
  const std::string notice = skipped_notice(skipped);
  log::warn("delivery", "{}: {}: {}, up to entry {}", link_.name, notice, why, upto.value);
  link_.channel->note(notice, link_.room, wall_now());
  link_.channel->note(notice + ": " + link_.name, std::nullopt, wall_now());
}

// Of an entry apart from a window: whether the room is done with it, which is counted and told as any other.
bool Courier::is_settled(const core::Entry& entry, const Receipt& receipt) {
  if (const auto* retry = std::get_if<Retry>(&receipt)) {
    if (!is_poison(entry, *retry)) {
      tell_of_retry(entry, *retry);
      return false;
    }
    refuse(entry, "it failed each time it was sent: " + retry->reason);
  } else if (const auto* refused = std::get_if<Refused>(&receipt)) {
    refuse(entry, refused->reason);
  } else {
    count_delivered(entry, std::get<Delivered>(receipt));
  }
  return true;
}

void Courier::count_delivered(const core::Entry& entry, const Delivered& delivered) {
  ++counters_.delivered;
  losses_ = 0;
  if (!delivered.proven) ++counters_.unproven;
  if (witness_ != nullptr) witness_->delivered(link_.room, entry, delivered.remote_ids, delivered.proven);
}

void Courier::tell_of_retry(const core::Entry& entry, const Retry& retry) {
  if (retry.planned) return;
  ++counters_.retried;
  log::info("delivery", "{}: entry {} is tried again in {} ms: {}", link_.name, entry.seq.value, retry.after.count(),
            retry.reason);
  if (witness_ != nullptr) witness_->retried(link_.room, entry, retry.reason);
}

// Settles what the room has answered for; says how long to wait before the next attempt.
std::chrono::milliseconds Courier::take(const std::vector<core::EntryPtr>& window,
                                        const std::vector<Receipt>& receipts) {
  std::vector<core::SettledEntry> settled;
  std::size_t count = 0;
  std::chrono::milliseconds pause{receipts.empty() ? 1000 : 0};
  for (const Receipt& receipt : receipts) {
    const auto* retry = std::get_if<Retry>(&receipt);
    if (retry != nullptr && is_poison(*window[count], *retry)) {
      refuse(*window[count++], "it failed each time it was sent: " + retry->reason);
      break;
    }
    if (retry != nullptr) {
      tell_of_retry(*window[count], *retry);
      // A room that lets itself be tried for ever is as good as away.
      if (!retry->planned && window[count]->created < wall_now() - limits_.age) was_away_ = true;
      pause = std::max(retry->after, std::chrono::milliseconds(1));
      break;
    }
    const core::Entry& entry = *window[count++];
    if (const auto* refused = std::get_if<Refused>(&receipt)) {
      refuse(entry, refused->reason);
      continue;
    }
    const auto& delivered = std::get<Delivered>(receipt);
    count_delivered(entry, delivered);
    if (!delivered.remote_ids.empty()) settled.push_back({entry.seq, delivered.remote_ids});
  }
  if (count > 0) settle(window[count - 1]->seq, std::move(settled), count);
  return pause;
}

// A server that closes the connection over one line (a filter, say) would be sent it for ever, and the others not at
// all.
bool Courier::is_poison(const core::Entry& entry, const Retry& retry) {
  if (!retry.suspect) return false;
  losses_ = entry.seq == suspect_ ? losses_ + 1 : 1;
  suspect_ = entry.seq;
  if (losses_ < losses_before_refusal) return false;
  losses_ = 0;
  return true;
}

void Courier::settle(Seq upto, std::vector<core::SettledEntry> entries, std::size_t count, std::size_t told_missed) {
  position_ = std::max(position_, upto);
  unsaved_ += count;
  count += std::exchange(owed_, 0);
  std::ranges::move(std::exchange(unkept_, {}), std::back_inserter(entries));
  told_missed += std::exchange(told_missed_, 0);
  core::Settlement settlement{link_.room, upto, std::move(entries), told_missed, std::exchange(passed_, {})};
  Unsaved unsaved{count, settlement.entries, settlement.passed, told_missed};
  ledger_.settle(std::move(settlement),
                 [weak = weak_from_this(), unsaved = std::move(unsaved)](const result<void>& saved) mutable {
                   if (const auto self = weak.lock()) self->settled(std::move(unsaved), saved);
                 });
}

// A cursor that could not be saved is saved by the next one, which takes the remote ids along. Until then its entries
// count as unsaved: what a crash may repeat does not grow.
void Courier::settled(Unsaved unsaved, const result<void>& saved) {
  if (!saved) {
    if (!std::exchange(cannot_save_, true))
      log::warn("delivery", "{}: the cursor could not be saved: {}", link_.name, saved.error().told);
    owed_ += unsaved.count;
    told_missed_ += unsaved.told_missed;
    std::ranges::move(unsaved.entries, std::back_inserter(unkept_));
    if (passed_.size() < most_passed) std::ranges::move(unsaved.passed, std::back_inserter(passed_));
    return save_again_later();
  }
  cannot_save_ = false;
  unsaved_ -= unsaved.count;
  wake();
}

void Courier::save_again_later() {
  if (stopping_ || std::exchange(saving_again_, true)) return;
  again_.expires_after(save_again);
  again_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self || self->stopping_) return;
    self->settle(self->position_, {}, 0);
    self->saving_again_ = false;
  });
}

void Courier::pass_over(Seq first, Seq last, const std::string& reason) {
  if (passed_.size() < most_passed) passed_.push_back({first, last, wall_now(), reason});
}

void Courier::refuse(const core::Entry& entry, const std::string& reason) {
  ++counters_.refused;
  pass_over(entry.seq, entry.seq, "refused: " + reason);
  if (witness_ != nullptr) witness_->refused(link_.room, entry, reason);
  log::warn("delivery", "{}: entry {} is refused: {}", link_.name, entry.seq.value, reason);
  if (entry.note) return;
  std::optional<RoomId> author_side;
  if (entry.source.kind == core::Source::Kind::room) author_side = entry.source.room;
  link_.channel->note(
      "A message of " + entry.author->display_name + " could not be delivered to " + link_.name + ": " + reason,
      author_side, wall_now());
}

}  // namespace gb::delivery
