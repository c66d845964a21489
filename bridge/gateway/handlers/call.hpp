#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <utility>
#include <variant>

#include "bridge/core/channel.hpp"
#include "bridge/gateway/common.hpp"
#include "bridge/gateway/reply.hpp"
#include "bridge/gateway/session.hpp"
#include "protocol/guild/packets.hpp"

namespace gb::gateway {

/// A packet on its way to its handler. What its row of the table asks for is true when the handler starts.
struct Call {
  std::shared_ptr<Session> session;
  const nlohmann::json& arguments;
  Reply reply;
  std::shared_ptr<core::Channel> channel;  ///< The active channel, where the row asks for one.
};

using Handler = void (*)(Call& call);

/// A decoder and what is done with its value, joined to a handler that refuses what cannot be decoded.
template <auto decode, auto handle>
void decoded(Call& call) {
  auto value = decode(call);
  if (const auto* refused = std::get_if<guild::Refused>(&value))
    call.reply.refuse(refused->reason);
  else
    handle(call, std::get<0>(std::move(value)));
}

}  // namespace gb::gateway
