#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/admin/status.hpp"
#include "bridge/app/pulse.hpp"
#include "bridge/app/running.hpp"
#include "bridge/app/waiting.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/store/ledger.hpp"
#include "config/model/config.hpp"

namespace gb::app {

class Oversight;

/// The state of everything, collected from those who know it. What it refers to must outlive it.
class HouseStatus final : public admin::StatusSource {
 public:
  struct Known {
    const config::Config& config;
    const gateway::Gateway& gateway;
    const std::vector<RunningNetwork>& networks;
    const std::vector<RunningLink>& links;
    store::SqliteLedger& ledger;
    const Pulse& pulse;
    Oversight& oversight;
    const admin::ReloadStatus& reload;
  };

  explicit HouseStatus(Known known);

  /// Notices what is wrong now, for when all is well again.
  void look();

  // admin::StatusSource
  admin::Status status() override;
  admin::Measures measures() override;
  std::vector<admin::Happening> story(Seq entry) override;

 private:
  admin::LinkStatus describe(const RunningLink& one);
  admin::NetworkStatus describe(const RunningNetwork& one) const;

  Known known_;
  Waiting waiting_;
  Time started_;
};

}  // namespace gb::app
