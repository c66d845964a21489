#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <vector>

#include "bridge/delivery/finding.hpp"
#include "config/model/origin.hpp"
#include "config/model/room.hpp"

namespace gb::origin {

/// Looks at an existing server as the bridge will see it: logs in with the account of the settings, where there is one,
/// and asks which guilds and channels that account may see. Makes no channel active, so nobody notices. Ends by itself.
boost::asio::awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Origin settings,
                                                 std::vector<config::Room> rooms);

}  // namespace gb::origin
