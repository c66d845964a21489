#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bridge/admin/desk.hpp"
#include "bridge/admin/listeners.hpp"
#include "bridge/app/house_status.hpp"
#include "bridge/app/orders.hpp"
#include "bridge/app/oversight.hpp"
#include "bridge/app/pulse.hpp"
#include "bridge/gateway/admin_door.hpp"
#include "bridge/store/kept.hpp"

namespace gb::app {

/// Everything for whoever runs the bridge: what he sees, what he may ask for, and the doors to it. Lives on the event
/// loop; entries are told to it as long as that runs.
class OperatorRoom final : public gateway::AdminPages {
 public:
  /// What is shown; all of it must outlive the room.
  struct House {
    const config::Config& config;
    gateway::Gateway& gateway;
    const std::vector<RunningNetwork>& networks;
    const std::vector<RunningLink>& links;
    store::SqliteLedger& ledger;
    const admin::ReloadStatus& reload;   ///< The last one,
    std::function<void()> begin_reload;  ///< and another.
  };

  /// Blocking. `kept` must outlive it.
  OperatorRoom(boost::asio::any_io_executor loop, store::Kept& kept);

  /// Every link comes here before its courier starts.
  Oversight& oversight() { return oversight_; }

  /// Once, when all that is in the house has been made, and before it starts.
  void furnish(const House& house);

  /// Opens the doors; an error says in words what is in the way.
  result<void> start();
  void stop();

  // gateway::AdminPages
  Access access(const net::HttpIncoming& request) const override;
  net::HttpReply answer(const net::HttpIncoming& request) override;

 private:
  /// What needs the house.
  struct Furniture {
    Furniture(const boost::asio::any_io_executor& loop, const House& house, const Pulse& pulse, Oversight& oversight)
        : status(
              {house.config, house.gateway, house.networks, house.links, house.ledger, pulse, oversight, house.reload}),
          orders(house.networks, house.links, oversight, house.begin_reload),
          desk(status, orders),
          listeners(loop, house.config.admin, desk) {}

    HouseStatus status;
    Orders orders;
    admin::Desk desk;
    admin::Listeners listeners;
  };

  boost::asio::any_io_executor loop_;
  Pulse pulse_;
  Oversight oversight_;
  std::optional<Furniture> furniture_;
};

}  // namespace gb::app
