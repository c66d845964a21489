#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
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
  RateClass rate;                          ///< What the packet was counted against.
  std::shared_ptr<core::Channel> channel;  ///< The active channel, where the row asks for one.
};

/// Why a packet over its rate is refused, and when to try again.
std::string over_rate(RateClass rate, const config::Gateway& config, std::chrono::milliseconds wait);

/// Refuses what cannot be carried out as it was sent. A post that is none counts as any other packet: the mistakes of
/// a client take nothing from what its user may say.
void refuse_input(Call& call, std::string_view reason);

using Handler = void (*)(Call& call);

/// A decoder and what is done with its value, joined to a handler that refuses what cannot be decoded.
template <auto decode, auto handle>
void decoded(Call& call) {
  auto value = decode(call);
  if (const auto* refused = std::get_if<guild::Refused>(&value))
    refuse_input(call, refused->reason);
  else
    handle(call, std::get<0>(std::move(value)));
}

}  // namespace gb::gateway
