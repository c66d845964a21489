#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/hearing.hpp"
#include "adapters/matrix/matrix_room.hpp"
#include "bridge/core/ledger.hpp"

namespace gb::matrix {

/// Hears what a homeserver has forgotten to push: homeservers keep what they owe an application service in memory, and
/// a crash loses it. What others said in the room since the newest of their events that the ledger knows, or since the
/// bot came in, is given to `hearing`; in a room that replaced another, all of it. Where that reaches back further than
/// we look, the newest of it is heard and the channel is told that something is missing. What is known already changes
/// nothing. An answer of a passing fault: not all was looked at, or could be kept.
boost::asio::awaitable<Answer> fill_gap(boost::asio::any_io_executor loop, Api& api, const Ghosts& ghosts,
                                        core::Ledger& ledger, Hearing& hearing, MatrixRoom& room);

/// Hears what was said in a joined room since then and is not known, though later events are: what a homeserver has
/// kept back (see second_look.hpp). Whatever hinders that is left to the next look.
boost::asio::awaitable<void> hear_left_behind(boost::asio::any_io_executor loop, Api& api, const Ghosts& ghosts,
                                              core::Ledger& ledger, Hearing& hearing, MatrixRoom& room, Time since);

}  // namespace gb::matrix
