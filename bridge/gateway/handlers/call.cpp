#include "bridge/gateway/handlers/call.hpp"

#include <fmt/core.h>

namespace gb::gateway {

std::string over_rate(RateClass rate, const config::Gateway& config, std::chrono::milliseconds wait) {
  const bool posts = rate == RateClass::posts;
  const config::Rate& limit = posts ? config.posts : config.packets;
  return fmt::format("Too fast: a connection may send {} {} at once and {} per second; retry in {} s", limit.burst,
                     posts ? "posts" : "packets", limit.per_second,
                     std::chrono::ceil<std::chrono::seconds>(wait).count());
}

void refuse_input(Call& call, std::string_view reason) {
  if (call.rate == RateClass::posts) {
    if (const auto wait = call.session->pace_as_packet())
      return call.reply.refuse(over_rate(RateClass::packets, call.session->common().config, *wait));
  }
  call.reply.refuse(reason);
}

}  // namespace gb::gateway
