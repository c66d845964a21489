#pragma once

#include <vector>

#include "bridge/admin/actions.hpp"
#include "bridge/app/house_status.hpp"
#include "bridge/app/oversight.hpp"

namespace gb::app {

/// Does what whoever runs the bridge asks for. What it refers to must outlive it. Lives on the event loop.
class Orders final : public admin::Actions {
 public:
  Orders(const std::vector<RunningNetwork>& networks, const std::vector<RunningLink>& links, Oversight& oversight)
      : networks_(networks), links_(links), oversight_(oversight) {}

  result<std::string> reconnect(const std::string& network) override;
  result<std::string> skip(const std::string& room) override;
  result<std::string> mute(const std::string& room, bool muted) override;
  result<std::string> test(const std::string& room) override;

 private:
  result<const RunningLink*> link(const std::string& room) const;

  const std::vector<RunningNetwork>& networks_;
  const std::vector<RunningLink>& links_;
  Oversight& oversight_;
};

}  // namespace gb::app
