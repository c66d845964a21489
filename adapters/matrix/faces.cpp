#include "adapters/matrix/faces.hpp"

#include <utility>
#include <vector>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"

namespace gb::matrix {

using boost::asio::awaitable;

Faces::Faces(boost::asio::any_io_executor loop, Repository& repository, core::Ledger& ledger, core::Avatars& avatars)
    : repository_(repository),
      ledger_(ledger),
      avatars_(avatars),
      order_(std::make_shared<delivery::InOrder>(std::move(loop), "matrix")) {}

void Faces::seen(const core::OutsidePerson& who, const std::string& mxc) {
  if (mxc.empty() || order_->waiting() >= most_waiting) return;
  if (known_.size() >= most_known) known_.clear();
  if (std::exchange(known_[who.key], mxc) == mxc) return;
  order_->slow([self = shared_from_this(), who, mxc] { return self->learn(who, mxc); });
}

awaitable<void> Faces::learn(core::OutsidePerson who, std::string mxc) {
  auto bytes = co_await repository_.fetch(std::move(mxc), repository_.files().settings().max_size);
  if (!bytes) {
    log::debug("matrix", "the picture of {} is not shown elsewhere: {}", who.key, bytes.error().told);
    co_return;
  }
  using People = std::vector<core::UserPtr>;
  const auto known =
      co_await net::await_done<People>([&](Done<People> done) { ledger_.resolve({who}, std::move(done)); });
  if (!known) co_return;
  const auto kept = co_await net::await_done<core::FileRef>([&](Done<core::FileRef> done) {
    repository_.files().keep_picture(known->front()->id, std::move(*bytes), std::move(done));
  });
  if (kept) avatars_.set(known->front()->id, *kept);
}

}  // namespace gb::matrix
