#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <vector>

#include "bridge/delivery/finding.hpp"
#include "config/model/matrix.hpp"
#include "config/model/room.hpp"

namespace gb::matrix {

/// Looks at a homeserver as the bridge will see it: whether it is there, whether it takes our token, whether it reaches
/// an application service, and of each room whether we are in it or may enter. Enters none and changes nothing; a bot's
/// password is tried by logging in and out again. Ends by itself: each request has its time-out.
boost::asio::awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Matrix settings,
                                                 std::vector<config::Room> rooms);

}  // namespace gb::matrix
