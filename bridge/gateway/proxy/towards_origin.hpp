#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/gateway/proxy/proxy.hpp"
#include "bridge/gateway/reply.hpp"
#include "bridge/origin/connection.hpp"
#include "protocol/socketio/connection.hpp"

namespace gb::gateway {

/// What one client says to the origin, in the order it was said: unchanged, but for posts with files of ours, which are
/// given to the origin first. What is owed an acknowledgement is refused if the connection is lost before it came.
/// Lives on the event loop; kept alive by its own coroutines.
class TowardsOrigin : public std::enable_shared_from_this<TowardsOrigin> {
 public:
  static constexpr std::size_t most_owed = 256;        ///< Acknowledgements; of more, the oldest is not waited for.
  static constexpr std::size_t most_waiting = 256;     ///< Packets behind a file that is being copied.
  static constexpr std::size_t most_copies = 10;       ///< Files of one post.
  static constexpr std::chrono::seconds patience{20};  ///< For the answer to an upload.

  explicit TowardsOrigin(Proxy& proxy);

  /// The connection that has greeted the client; null: there is none, and what was under way is lost.
  void set_connection(std::shared_ptr<origin::Connection> connection, std::int64_t user);

  bool is_up() const { return connection_ && connection_->is_in(); }

  /// Takes a packet over, or refuses it with a reason. `raw`: as it came, unless it has attachments.
  void forward(const socketio::Event& event, std::string_view raw, Reply& reply);

  /// A packet of ours, behind what was said before.
  void say(std::string text);

  /// The client answers a packet of the origin's.
  void acknowledge(const socketio::Acknowledged& ack);

  /// The origin has acknowledged.
  void acknowledged(std::uint64_t ack);

  /// An `uploadstatus` has come. True: it was ours to know, and not the client's.
  bool uploaded(const nlohmann::json& status);

 private:
  struct Copy;
  struct Upload {
    Tick sent;
    std::shared_ptr<Copy> copy;    ///< A file of ours,
    std::shared_ptr<Reply> reply;  ///< or the client's own: what he is told if the origin is lost.
  };

  bool fits(const socketio::Event& event, std::string_view raw) const;
  void send(const std::string& text, std::vector<std::string> attachments, const std::shared_ptr<Reply>& reply,
            const socketio::Event& event);
  boost::asio::awaitable<void> post(socketio::Event event, std::string raw, std::shared_ptr<Reply> reply);
  boost::asio::awaitable<bool> copy_attachments(nlohmann::json& post, std::shared_ptr<Reply> reply, bool& changed);
  boost::asio::awaitable<std::string> give(std::string bytes);

  Proxy& proxy_;
  std::shared_ptr<origin::Connection> connection_;
  std::int64_t user_ = 0;  ///< The client's id at the origin.
  std::shared_ptr<delivery::InOrder> order_;
  std::deque<Upload> uploads_;  ///< In the order of their answers.
  std::map<std::uint64_t, std::shared_ptr<Reply>> owed_;
};

}  // namespace gb::gateway
