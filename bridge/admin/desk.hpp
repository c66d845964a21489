#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "bridge/admin/actions.hpp"
#include "bridge/admin/status.hpp"
#include "bridge/net/http_listener.hpp"

namespace gb::admin {

/// Through which door somebody comes, and so what has been asked of him.
enum class Door : std::uint8_t {
  loopback,  ///< Anybody on this machine, also a web page that a browser of this machine shows.
  socket,    ///< Our own user.
  gateway,   ///< Whoever has shown that he is an admin, or asks for what is open.
};

/// Answers those who look after the bridge: the page, the state, the metrics, the story of an entry, and actions. The
/// same through all doors. Lives on the event loop; never blocks.
class Desk {
 public:
  /// Both must outlive the desk.
  Desk(StatusSource& source, Actions& actions) : source_(source), actions_(actions) {}

  net::HttpReply answer(const net::HttpIncoming& request, Door door);

  /// What a request is for: nothing of ours; a page that holds no data and is for everybody; or only for admins.
  enum class Access : std::uint8_t { none, open, admins };
  static Access access(const net::HttpIncoming& request);

 private:
  net::HttpReply get(const net::HttpIncoming& request);
  net::HttpReply act(const net::HttpIncoming& request, Door door);

  StatusSource& source_;
  Actions& actions_;
};

}  // namespace gb::admin
