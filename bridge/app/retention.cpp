#include "bridge/app/retention.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::app {
namespace {

constexpr std::chrono::hours between_sweeps{1};
constexpr std::chrono::milliseconds between_parts{50};  // Posts come first.

}  // namespace

Retention::Retention(const boost::asio::any_io_executor& loop, std::chrono::milliseconds keep,
                     store::SqliteLedger& ledger, const core::Directory& directory,
                     const std::vector<RunningLink>& links)
    : loop_(loop), keep_(keep), ledger_(ledger), directory_(directory), links_(links), alarm_(loop) {}

void Retention::start() {
  if (keep_.count() > 0) net::spawn(loop_, "retention", run());
}

void Retention::stop() {
  stopping_ = true;
  alarm_.cancel();
}

boost::asio::awaitable<void> Retention::run() {
  while (!stopping_) {
    co_await sweep();
    if (stopping_) co_return;
    alarm_.expires_after(between_sweeps);
    boost::system::error_code ignored;
    co_await alarm_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
}

boost::asio::awaitable<void> Retention::sweep() {
  const Time before = wall_now() - keep_;
  std::size_t entries = 0;
  for (bool more = true; more && !stopping_;) {
    const auto expired = co_await net::await_done<core::Expired>(
        [this, before](Done<core::Expired> done) { ledger_.expire(before, std::move(done)); });
    if (!expired) {
      log::warn("store", "what is older than [store] keep could not be taken away: {}", expired.error().told);
      co_return;
    }
    pass_on(*expired);
    entries += expired->entries;
    more = expired->more;
    if (!more) break;
    alarm_.expires_after(between_parts);
    boost::system::error_code ignored;
    co_await alarm_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  if (entries > 0) log::info("store", "{} entries older than [store] keep were taken away", entries);
}

void Retention::pass_on(const core::Expired& expired) {
  for (const auto& guild : directory_.guilds())
    for (const auto& channel : guild->channels) channel->log().drop_upto(expired.upto);
  for (const core::Missed& missed : expired.missed) {
    const auto link = std::ranges::find(links_, missed.room, [](const RunningLink& one) { return one.link.room; });
    if (link != links_.end() && link->courier) link->courier->missed(expired.upto, missed.messages);
  }
}

}  // namespace gb::app
