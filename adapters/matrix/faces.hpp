#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/matrix/repository.hpp"
#include "bridge/core/avatars.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/person.hpp"
#include "bridge/delivery/in_order.hpp"

namespace gb::matrix {

/// Learns what people of this homeserver look like, when they speak: their picture is fetched and kept as a file of
/// theirs. Nobody waits for it. Lives on the event loop.
class Faces : public std::enable_shared_from_this<Faces> {
 public:
  static constexpr std::size_t most_waiting = 100;   ///< Beyond that one is learnt the next time he speaks.
  static constexpr std::size_t most_known = 10'000;  ///< Then all are asked for again.

  /// All must outlive this.
  Faces(boost::asio::any_io_executor loop, Repository& repository, core::Ledger& ledger, core::Avatars& avatars);

  /// Somebody has spoken, whose picture is that (mxc; empty: he has none).
  void seen(const core::OutsidePerson& who, const std::string& mxc);

 private:
  boost::asio::awaitable<void> learn(core::OutsidePerson who, std::string mxc);

  Repository& repository_;
  core::Ledger& ledger_;
  core::Avatars& avatars_;
  std::shared_ptr<delivery::InOrder> order_;
  std::unordered_map<std::string, std::string> known_;  ///< By person: the picture that was learnt or is asked for.
};

}  // namespace gb::matrix
