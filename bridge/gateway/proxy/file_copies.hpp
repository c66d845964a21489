#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "bridge/core/event.hpp"
#include "bridge/gateway/proxy/proxy.hpp"

/// Files that are attached in the world where they are not.
namespace gb::gateway {

/// All of a file that is kept here, whatever way its owner's id is shown; empty: it is not here.
boost::asio::awaitable<std::string> bytes_of_ours(Proxy& proxy, std::int64_t shown_owner, std::string name);

/// The file as `who` may attach it here: as it is if it is kept here, else a copy of his of what the origin has. A file
/// that neither has stays as it is, for others to refuse.
boost::asio::awaitable<core::FileRef> borrowed(Proxy& proxy, core::FileRef file, UserId who);

}  // namespace gb::gateway
