#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "bridge/app/changes.hpp"
#include "bridge/base/result.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// The running bridge: everything that docs/architecture.md names, wired together on one loop. Destroy it when the loop
/// no longer runs; what is queued for the disk is written then.
class House {
 public:
  /// Opens the store and makes everything, but speaks to nobody yet. Blocking. `loop` must outlive the house.
  /// `path`: of the config's file, which a reload reads again.
  static result<std::unique_ptr<House>> build(boost::asio::io_context& loop, const config::Config& config,
                                              const std::string& path);

  ~House();

  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// Opens the listeners and starts the networks.
  result<void> start();

  /// Becomes what the config file says now: guilds, channels, links and networks come, go and change, and nobody else
  /// is disturbed. A mistake in it changes nothing. What has become of it is said in the log and in the status.
  boost::asio::awaitable<void> reload();

  /// Says goodbye on all sides: no new posts, couriers end after what they have sent, networks are left. Returns when
  /// all is done, within seconds.
  boost::asio::awaitable<void> stop();

 private:
  struct Parts;

  explicit House(std::unique_ptr<Parts> parts);

  void furnish();
  boost::asio::awaitable<result<Changes>> reload_once();
  void tell(const result<Changes>& outcome);
  boost::asio::awaitable<void> wait_for_reload();
  boost::asio::awaitable<result<Changes>> change_to(config::Config next);

  std::unique_ptr<Parts> parts_;
};

}  // namespace gb::app
