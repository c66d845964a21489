#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/result.hpp"

namespace gb::net {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https; never logged.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{30'000};    ///< From the call to the last byte, waiting for a connection included.
  std::size_t max_body = std::size_t{8} << 20;  ///< Bytes of the answer, after decompression; more is an error.
};

struct HttpAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  std::string body;

  /// Of a name in lower case; the first where there are several.
  std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpSettings {
  std::string proxy;    ///< URL; empty: none, whatever the environment says.
  std::string ca_file;  ///< PEM; empty: the system's.
  std::chrono::milliseconds connect_timeout{10'000};
  long connections_per_host = 16;
  /// For URLs that come from strangers: asked of each address that a name was resolved to, also of redirects, of which
  /// a few are followed then. Empty: any address, no redirects.
  std::function<bool(const boost::asio::ip::address&)> may_ask{};
};

/// Asks HTTP servers (1.1 and, over TLS, 2). Any number of requests may be under way; connections are kept and used
/// again. Certificates are always checked; redirects are not followed unless the settings say so. Lives on the event
/// loop, which it never blocks.
///
/// Any status is an answer. Errors are of the way there: not connected, not trusted, too slow, cut off, too large, or
/// `close` was called. Their words have no URL and no header in them.
class HttpClient {
 public:
  HttpClient(const boost::asio::any_io_executor& loop, HttpSettings settings);
  ~HttpClient();

  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Cancelling the caller ends the request.
  boost::asio::awaitable<result<HttpAnswer>> send(HttpRequest request);

  /// Ends every request under way, and those to come, with an error.
  void close();

 private:
  class Multi;
  std::shared_ptr<Multi> multi_;
};

}  // namespace gb::net
