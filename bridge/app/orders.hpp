#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "bridge/admin/actions.hpp"
#include "bridge/app/oversight.hpp"
#include "bridge/app/running.hpp"

namespace gb::app {

/// Does what whoever runs the bridge asks for. What it refers to must outlive it. Lives on the event loop.
class Orders final : public admin::Actions {
 public:
  Orders(const std::vector<RunningNetwork>& networks, const std::vector<RunningLink>& links, Oversight& oversight,
         std::function<void()> reload)
      : networks_(networks), links_(links), oversight_(oversight), reload_(std::move(reload)) {}

  result<std::string> reconnect(const std::string& network) override;
  result<std::string> reload() override;
  result<std::string> skip(const std::string& room) override;
  result<std::string> mute(const std::string& room, bool muted) override;
  result<std::string> test(const std::string& room) override;

 private:
  result<const RunningLink*> link(const std::string& room) const;

  const std::vector<RunningNetwork>& networks_;
  const std::vector<RunningLink>& links_;
  Oversight& oversight_;
  std::function<void()> reload_;
};

}  // namespace gb::app
