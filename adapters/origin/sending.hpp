#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "adapters/origin/posting.hpp"
#include "adapters/origin/question.hpp"
#include "adapters/origin/shared.hpp"
#include "adapters/origin/uploads.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/origin/connection.hpp"
#include "protocol/socketio/packet.hpp"

namespace gb::origin {

/// Posts entries to a channel of the origin, one at a time, and waits for what confirms them; `Posting` decides what
/// that is. Lives on the event loop; kept alive by its own coroutines.
class Sending : public std::enable_shared_from_this<Sending> {
 public:
  Sending(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared,
          std::shared_ptr<const delivery::Link> link);

  /// The channel is entered by this connection; before that, and after `leave`, nothing is posted.
  void enter(std::shared_ptr<Connection> connection);

  /// The connection is lost. What has become of a post under way, the next history tells.
  void leave();

  /// As `delivery::Room` has it.
  boost::asio::awaitable<std::vector<delivery::Receipt>> deliver(std::vector<core::EntryPtr> entries);

  /// What is heard of our own messages.
  void expect_history() { posting_.expect_history(); }
  void found(Own own) { posting_.found(std::move(own)); }
  void came_back(Own own);

  /// An acknowledgement, or an `uploadstatus`, has come.
  void acknowledged(const socketio::Packet& ack);
  void uploaded(const nlohmann::json& status) { uploads_.answered(status); }

  /// The server acknowledges as we would, so it has our extensions.
  bool is_acknowledged() const { return posting_.acknowledges(); }

 private:
  boost::asio::awaitable<delivery::Receipt> post(core::EntryPtr entry);
  boost::asio::awaitable<delivery::Receipt> confirmed(std::shared_ptr<Connection> by);

  boost::asio::any_io_executor loop_;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<const delivery::Link> link_;
  std::shared_ptr<Connection> connection_;  ///< Null: the channel is not entered.
  Uploads uploads_;
  Posting posting_;
  std::shared_ptr<Question<delivery::Receipt>> posted_;  ///< The post under way.
};

}  // namespace gb::origin
