#pragma once

#include "bridge/gateway/reply.hpp"
#include "protocol/socketio/connection.hpp"

namespace gb::gateway {

class Session;

/// Takes one packet of a client who has logged in: looks it up in the table of packets, makes the checks that its row
/// asks for, and hands it to its handler. Whatever fails is answered with a reason.
void dispatch(Session& session, const socketio::Event& event, Reply reply);

/// The answer that is owed to a packet.
Reply owed_to(Session& session, const socketio::Event& event);

}  // namespace gb::gateway
