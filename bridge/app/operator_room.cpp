#include "bridge/app/operator_room.hpp"

#include <string_view>
#include <utility>

namespace gb::app {
namespace {

std::unordered_set<std::string> muted_before(store::Kept& kept) {
  std::unordered_set<std::string> rooms;
  for (const auto& [name, value] : kept.read(Oversight::kept_prefix))
    rooms.insert(name.substr(std::string_view(Oversight::kept_prefix).size()));
  return rooms;
}

}  // namespace

OperatorRoom::OperatorRoom(boost::asio::any_io_executor loop, store::Kept& kept)
    : loop_(std::move(loop)),
      pulse_(loop_, [this] { furniture_->status.look(); }),
      oversight_(muted_before(kept), [&kept](std::string name, std::optional<std::string> value) {
        kept.write(std::move(name), std::move(value));
      }) {}

void OperatorRoom::furnish(const House& house) {
  furniture_.emplace(loop_, house, pulse_, oversight_);
  house.ledger.watch(&oversight_.watch());
  house.gateway.tell(oversight_.watch());
  house.gateway.serve(*this);
}

result<void> OperatorRoom::start() {
  pulse_.start();
  return furniture_->listeners.start();
}

void OperatorRoom::stop() {
  pulse_.stop();
  furniture_->listeners.stop();
}

gateway::AdminPages::Access OperatorRoom::access(const net::HttpIncoming& request) const {
  switch (admin::Desk::access(request)) {
    case admin::Desk::Access::open:
      return Access::open;
    case admin::Desk::Access::admins:
      return Access::admins;
    case admin::Desk::Access::none:
      break;
  }
  return Access::none;
}

net::HttpReply OperatorRoom::answer(const net::HttpIncoming& request) {
  return furniture_->desk.answer(request, admin::Door::gateway);
}

}  // namespace gb::app
