#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/matrix/claims.hpp"
#include "bridge/core/avatars.hpp"
#include "bridge/core/house_names.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/files/file_store.hpp"
#include "config/model/matrix.hpp"

namespace gb::matrix {

struct NetworkOptions {
  core::Ledger* ledger = nullptr;             ///< Not owned, never null.
  files::FileStore* files = nullptr;          ///< Not owned, never null.
  Claims* claims = nullptr;                   ///< Of all Matrix networks; not owned, never null.
  core::Avatars* avatars = nullptr;           ///< Of people on all networks; not owned, never null.
  std::optional<core::FileRef> own_avatar{};  ///< The bot's picture.
  core::HouseNames house;                     ///< The same for all runs on one database, and no other's.

  /// Small values that outlive the process: what was kept, and how to keep (or, without a value, forget) one.
  std::map<std::string, std::string> kept;
  std::function<void(std::string name, std::optional<std::string> value)> keep;
};

/// One homeserver, as a bot or as an application service, and a room for each link. Lives on the event loop. Channels
/// of the links must outlive it; destroying it ends everything at once.
std::unique_ptr<delivery::Adapter> make_network(const boost::asio::any_io_executor& loop, config::Matrix settings,
                                                std::vector<delivery::Link> links, NetworkOptions options);

}  // namespace gb::matrix
