#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/core/ledger.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/files/file_store.hpp"
#include "config/model/origin.hpp"

namespace gb::origin {

/// What the rooms have done since the start of the process.
struct NetworkCounters {
  std::uint64_t connects = 0;    ///< Connections tried.
  std::uint64_t heard = 0;       ///< Messages given to channels.
  std::uint64_t caught_up = 0;   ///< Of those, the ones that a history told.
  std::uint64_t own = 0;         ///< Our own, coming back.
  std::uint64_t ignored = 0;     ///< Messages of those on an `ignore` list.
  std::uint64_t unreadable = 0;  ///< Packets that are not what their name says, or that no server sends.
  std::uint64_t renumbered = 0;  ///< Times that a channel was found to be counted anew.
};

/// Not owned; all must outlive the network.
struct NetworkOptions {
  core::Ledger* ledger = nullptr;
  files::FileStore* files = nullptr;
  std::map<std::string, std::string> kept;  ///< What `keep` was given in earlier runs.
  std::function<void(const std::string& name, std::string value)> keep;
};

/// An existing server of the guild protocol, as one of its users: one connection for each link, since a connection has
/// one active channel. Lives on the event loop.
result<std::unique_ptr<delivery::Adapter>> make_network(const boost::asio::any_io_executor& loop,
                                                        const config::Origin& settings,
                                                        std::vector<delivery::Link> links,
                                                        const NetworkOptions& options);

}  // namespace gb::origin
