#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/result.hpp"

namespace gb::net {

/// A request that came whole.
struct HttpIncoming {
  std::string method;
  std::string target;  ///< Path and query, as sent.
  std::string host;
  std::string authorization;
  std::string accept{};
  std::string content_type{};
  std::string origin{};  ///< Of the web page that asks, if one does.
  std::string body;
};

struct HttpReply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};  ///< Further ones.
};

struct ListenerLimits {
  int connections = 64;  ///< More are closed at once.
  std::size_t max_body = 0;
  std::chrono::seconds idle{60};     ///< Between two requests of a connection,
  std::chrono::seconds request{30};  ///< and for reading one, or writing its answer.

  /// Whether a request whose head has come (its body is empty still) may have more than a small body. Empty: all may.
  std::function<bool(const HttpIncoming& head)> admits{};
};

/// A small HTTP server for the house's own doors (not for native clients: those have the gateway's engine). Lives on
/// the event loop. Handlers may take their time; requests of one connection are handled one after another.
class HttpListener {
 public:
  using Handler = std::function<boost::asio::awaitable<HttpReply>(HttpIncoming)>;

  /// `area` names it in the log. What the handler refers to must live until `stop`, and until its own calls have ended.
  HttpListener(const boost::asio::any_io_executor& loop, std::string area, ListenerLimits limits, Handler handler);
  ~HttpListener();

  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;

  /// `listen` as in the config; an error says in words what is in the way.
  result<void> start(const std::string& listen);

  /// Listens on a Unix socket that only our own user can open. A socket there that nobody answers on is left over from
  /// a process that died, and makes room; anything else there is an error. `stop` removes it.
  result<void> start_unix(const std::string& path);

  /// Accepts nobody any more and closes all connections.
  void stop();

  /// The port it listens on, also where the config leaves it to the system (port 0).
  std::uint16_t port() const;

 private:
  class Parts;
  std::shared_ptr<Parts> parts_;  ///< Shared with connections under way.
};

}  // namespace gb::net
