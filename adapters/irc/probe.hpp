#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <vector>

#include "bridge/delivery/finding.hpp"
#include "config/model/irc.hpp"
#include "config/model/room.hpp"

namespace gb::irc {

/// Looks at a network as the bridge will see it: connects, checks the certificate, registers with the nick and the
/// login of the settings (what is reserved, banned or refused shows with no other), asks about the channels without
/// joining any, and leaves. Where a bridge runs and has the nick, the next free one is taken. Ends by itself.
boost::asio::awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Irc settings,
                                                 std::vector<config::Room> rooms);

}  // namespace gb::irc
