#pragma once

#include <memory>

#include "bridge/gateway/common.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/net/http_listener.hpp"

namespace gb::gateway {

/// Pages for those who look after the bridge, made elsewhere. Called on the event loop; must not block.
class AdminPages {
 public:
  virtual ~AdminPages() = default;

  /// none: the request is not for these pages; open: they hold no data; admins: only for accounts marked as such.
  enum class Access : std::uint8_t { none, open, admins };
  virtual Access access(const net::HttpIncoming& request) const = 0;

  virtual net::HttpReply answer(const net::HttpIncoming& request) = 0;
};

/// Answers a request for one of these pages: whoever asks for data shows who he is by `Authorization: Bearer` and the
/// token of docs/protocol.md section 2, under the same throttle as logins. False: it is for none of them.
bool answer_admin(Common& common, AdminPages& pages, const std::shared_ptr<HttpConnection>& connection,
                  const HttpRequest& request);

}  // namespace gb::gateway
