#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "bridge/base/result.hpp"
#include "bridge/core/accounts.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/witness.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/proxy/proxy.hpp"
#include "bridge/gateway/status.hpp"
#include "config/model/gateway.hpp"

namespace gb::gateway {

class AdminPages;

/// Where native clients connect: docs/protocol.md, sections 1 to 4, with `GET /files/...`, `GET /healthz`, the web
/// client at `/` and `POST /login`. Lives on the event loop.
class Gateway {
 public:
  /// With `before` it stands in front of an origin, whose users its clients are. Directory, ledger, accounts, files and
  /// visitors must outlive the gateway, and what they still owe it must not be completed
  /// after it is gone: destroy it when the loop no longer runs.
  Gateway(boost::asio::any_io_executor loop, config::Gateway config, core::Directory& directory, core::Ledger& ledger,
          core::Accounts& accounts, files::FileStore& files, std::optional<Before> before = std::nullopt);
  ~Gateway();

  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Binds and begins to accept; an error says in words what is in the way.
  result<void> start();

  /// Accepts nobody any more, lets connections send what they have, and ends them all within `limit`.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  /// Guilds, channels or members are other ones now: whoever has a channel active that is no longer open to him is
  /// told.
  void directory_changed();

  /// The port it listens on, also where the config leaves it to the system (port 0).
  std::uint16_t port() const;

  GatewayStatus status() const;

  /// Also serves pages for admins; from before the start on. Must outlive the gateway.
  void serve(AdminPages& pages);

  /// Who is told of every entry that goes to natives; from before the start on, and as long as the loop runs.
  void tell(core::Witness& witness);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gb::gateway
