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

}  // namespace gb::matrix
