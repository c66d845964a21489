#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/irc/sts.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/files/file_store.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// What a network has done since the start of the process.
struct NetworkCounters {
  std::uint64_t connects = 0;     ///< Connections tried.
  std::uint64_t registered = 0;   ///< Of those, the ones that got as far as a nick.
  std::uint64_t heard = 0;        ///< Messages given to channels.
  std::uint64_t played_back = 0;  ///< Old messages that a server or bouncer repeated, left out.
  std::uint64_t caught_up = 0;    ///< Messages from while we were away, fetched from the server's history.
  std::uint64_t gaps = 0;         ///< Times that we came back and the server could not tell what was said meanwhile.
  std::uint64_t ignored = 0;      ///< Messages of those on an `ignore` list.
  std::uint64_t dropped = 0;      ///< Lines that waited to be sent when a channel or the connection was lost.
  std::uint64_t lost = 0;         ///< Messages that were heard and could not be kept, for the disk failed for too long.
};

struct NetworkOptions {
  std::chrono::milliseconds start_after{0};   ///< So that many networks do not all connect at once.
  StsPolicies* sts = nullptr;                 ///< Remembered policies; not owned. Null: for this network's life only.
  files::FileStore* files = nullptr;          ///< Where long texts are kept; not owned. Null: they are only cut.
  core::Ledger* ledger = nullptr;             ///< Not owned; not null where pictures are to be fetched.
  std::map<std::string, std::string> kept{};  ///< What `keep` was given in earlier runs: when channels were last heard.
  std::function<void(const std::string& channel, std::string value)> keep{};
};

/// One IRC network: one connection, and a room for each link. Lives on the event loop. Destroying it closes the
/// connection without a goodbye; `stop` says one.
class Network : public delivery::Adapter {
 public:
  virtual const NetworkCounters& counters() const = 0;
};

/// `settings.server` is "host:port", checked by the loader. Channels of the links must outlive the network.
std::unique_ptr<Network> make_network(const boost::asio::any_io_executor& loop, config::Irc settings,
                                      std::vector<delivery::Link> links, NetworkOptions options = {});

}  // namespace gb::irc
