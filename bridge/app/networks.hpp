#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/irc/sts.hpp"
#include "adapters/matrix/claims.hpp"
#include "bridge/app/layout.hpp"
#include "bridge/app/pictures.hpp"
#include "bridge/app/running.hpp"
#include "bridge/base/result.hpp"
#include "bridge/core/avatars.hpp"
#include "bridge/core/house_names.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/store/kept.hpp"
#include "bridge/store/ledger.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// The foreign networks and the links to them: made, started, changed and stopped. Lives on the event loop.
class Networks {
 public:
  struct Tools {
    store::SqliteLedger& ledger;
    files::FileStore& files;
    store::Kept& kept;
    const core::HouseNames& names;

    /// Shows every link before anything is carried to it.
    std::function<void(const RunningLink&)> show;
  };

  /// What `tools` refers to must outlive this.
  Networks(boost::asio::any_io_executor loop, Tools tools);
  ~Networks();

  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  /// Makes all of them, and speaks to nobody.
  result<void> make(const config::Config& config, const OwnAvatars& avatars, const std::vector<PlacedLink>& links);

  void start();

  /// Becomes what the config says now, and disturbs nothing that has not changed: a network whose section is another
  /// one is left and entered anew, links come and go in what stays. An error: nothing has changed.
  boost::asio::awaitable<result<void>> change(const config::Config& config, const OwnAvatars& avatars,
                                              std::vector<PlacedLink> links);

  /// Leaves all networks; returns when that is done, within seconds.
  boost::asio::awaitable<void> stop();

  const std::vector<RunningNetwork>& networks() const { return networks_; }
  const std::vector<RunningLink>& links() const { return links_; }

 private:
  /// What has been taken out and may still be under way.
  struct Leaving {
    std::vector<RunningNetwork> networks;
    std::vector<RunningLink> links;
  };

  result<RunningNetwork> make_one(const NetworkSettings& settings, const OwnAvatars& avatars,
                                  const std::vector<PlacedLink>& links);
  result<std::unique_ptr<delivery::Adapter>> make_irc(const config::Irc& settings, std::vector<delivery::Link> links);
  result<std::unique_ptr<delivery::Adapter>> make_matrix(const config::Matrix& settings, const OwnAvatars& avatars,
                                                         std::vector<delivery::Link> links);
  result<std::unique_ptr<delivery::Adapter>> make_origin(const config::Origin& settings,
                                                         std::vector<delivery::Link> links);
  RunningNetwork* find(const std::string& name);
  void link_up(const PlacedLink& placed);
  void carry(RunningLink& running, Seq cursor, std::size_t missed);
  void make_courier(RunningLink& running, Seq cursor, std::size_t missed);
  void begin(RunningNetwork fresh, const std::vector<PlacedLink>& wanted);
  void take_out(const std::vector<NetworkSettings>& wanted, Leaving& leaving);
  void drop_links(const std::vector<PlacedLink>& wanted, Leaving& leaving);
  void take_up(const std::vector<PlacedLink>& wanted);
  void adopt(RunningLink& running, const PlacedLink& wanted);
  boost::asio::awaitable<void> leave(std::vector<RunningNetwork>& networks);
  boost::asio::awaitable<void> wait_for_couriers(const std::vector<RunningLink>& links);
  static Seq reached(const PlacedLink& placed, const Leaving& leaving);

  boost::asio::any_io_executor loop_;
  Tools tools_;
  irc::StsPolicies sts_;
  core::Avatars avatars_;
  matrix::Claims claims_;
  std::chrono::milliseconds start_after_{0};
  std::deque<Leaving> left_;  ///< Kept: what is under way may still point at them.
  std::vector<RunningNetwork> networks_;
  std::vector<RunningLink> links_;
  bool started_ = false;
  bool stopping_ = false;
};

}  // namespace gb::app
