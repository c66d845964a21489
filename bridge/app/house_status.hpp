#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/app/networks.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/gateway/status.hpp"
#include "bridge/store/ledger.hpp"

namespace gb::app {

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
