#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstddef>

#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"
#include "bridge/files/kept_files.hpp"
#include "bridge/files/renderings.hpp"
#include "bridge/files/workers.hpp"
#include "config/model/files.hpp"

namespace gb::files {

/// Forgets files as the settings say, and whatever has been rendered of them: every few seconds what went with its
/// messages, now and then by all the rules. Called on the loop; what it does is done by the workers.
class Sweeper {
 public:
  Sweeper(const config::Files& settings, KeptFiles& kept, Renderings& renderings, Workers& workers);

  /// For the one process that adds files.
  void start();

  /// No more begins. One that is under way may still go on: the workers are stopped next.
  void stop();

  /// At once, by all the rules; says how many files went. Blocking; one call at a time.
  result<std::size_t> sweep();

 private:
  result<std::size_t> sweep_if_due();
  void sweep_later();

  config::Files settings_;
  KeptFiles& kept_;
  Renderings& renderings_;
  Workers& workers_;
  boost::asio::steady_timer timer_;
  Tick swept_{};  ///< By all the rules; the beginning: never. On the pool only, where one sweep begins after another.
};

}  // namespace gb::files
