#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/delivery/courier.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/gateway/status.hpp"
#include "bridge/store/ledger.hpp"

namespace gb::app {

struct RunningNetwork {
  std::string name;  ///< "irc.libera", "matrix.home"
  std::unique_ptr<delivery::Adapter> network;
  delivery::CatchUp catch_up;
};

struct RunningLink {
  delivery::Link link;
  delivery::Room* room = nullptr;              ///< Owned by its network.
  std::shared_ptr<delivery::Courier> courier;  ///< None where the room only speaks.
};

/// The state of everything, collected from those who know it. What it refers to must outlive it.
class HouseStatus final : public gateway::StatusSource {
 public:
  HouseStatus(const store::SqliteLedger& ledger, const gateway::Gateway& gateway,
              const std::vector<RunningNetwork>& networks, const std::vector<RunningLink>& links);

  gateway::Status status() const override;

 private:
  const store::SqliteLedger& ledger_;
  const gateway::Gateway& gateway_;
  const std::vector<RunningNetwork>& networks_;
  const std::vector<RunningLink>& links_;
  Time started_;
};

}  // namespace gb::app
