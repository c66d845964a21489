#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "adapters/matrix/ghosts.hpp"
#include "adapters/matrix/hearing.hpp"
#include "adapters/matrix/pending.hpp"
#include "bridge/base/time.hpp"
#include "bridge/net/http_listener.hpp"
#include "config/model/matrix.hpp"

namespace gb::matrix {

/// What the homeserver pushes to (Application Service API v1.11): transactions, questions about users and rooms, ping.
/// A transaction is answered when all of it is durable; a repeat changes nothing, since each event has its id.
class AppService {
 public:
  using Ready = std::function<boost::asio::awaitable<bool>()>;
  using Pushed = std::function<void(Time oldest)>;

  /// All must outlive this. `ready` returns true once rooms may be heard, or false
  /// when that takes too long. `pushed` is told when the oldest event of a transaction was sent.
  AppService(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Ghosts& ghosts, Hearing& hearing,
             Ready ready, Pushed pushed);

  result<void> start();
  void stop();

 private:
  boost::asio::awaitable<net::HttpReply> answer(net::HttpIncoming request);
  boost::asio::awaitable<net::HttpReply> transaction(std::string body);
  void take_events(const nlohmann::json& transaction, const std::shared_ptr<Pending>& pending);
  net::HttpReply user(std::string_view escaped_id) const;

  boost::asio::any_io_executor loop_;
  const config::Matrix& settings_;
  Ghosts& ghosts_;
  Hearing& hearing_;
  Ready ready_;
  Pushed pushed_;
  net::HttpListener listener_;
};

}  // namespace gb::matrix
