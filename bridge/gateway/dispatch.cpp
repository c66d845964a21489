#include "bridge/gateway/dispatch.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "bridge/gateway/handlers/reasons.hpp"
#include "protocol/guild/packets.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::gateway {
namespace {

guild::Limits limits_of(const Call& call) {
  guild::Limits limits;
  limits.content = call.session->common().config.max_content;
  return limits;
}

auto guild_id(const Call& call) {
  return guild::decode_id(call.arguments, "guild");
}
auto channel_id(const Call& call) {
  return guild::decode_id(call.arguments, "channel");
}
auto active_channel(const Call& call) {
  return guild::decode_set_active_channel(call.arguments);
}
auto a_post(const Call& call) {
  return guild::decode_post(call.arguments, limits_of(call));
}
auto a_history(const Call& call) {
  return guild::decode_history(call.arguments, limits_of(call));
}

auto a_file(const Call& call) {
  return guild::decode_upload(call.arguments);
}

enum class Needs : std::uint8_t { login, active_channel };

/// One packet that clients may send, and what is checked before its handler starts. That the channel or guild which a
/// payload names is open to the user is asked of the directory by the handler, who needs the answer anyway.
struct Row {
  std::string_view packet;
  Handler handler;
  Needs needs;  ///< active_channel: one of whose guild the user is a member still.
  RateClass rate;
  Refusal refusal;
};

constexpr std::array table{
    Row{"listguilds", list_guilds, Needs::login, RateClass::packets, Refusal::rejected},
    Row{"guild", decoded<guild_id, show_guild>, Needs::login, RateClass::packets, Refusal::rejected},
    Row{"channel", decoded<channel_id, show_channel>, Needs::login, RateClass::packets, Refusal::rejected},
    Row{"history", decoded<a_history, show_history>, Needs::login, RateClass::packets, Refusal::rejected},
    Row{"setactivechannel", decoded<active_channel, set_active_channel>, Needs::login, RateClass::packets,
        Refusal::rejected},
    Row{"unsetactivechannel", unset_active_channel, Needs::login, RateClass::packets, Refusal::rejected},
    Row{"post", decoded<a_post, post>, Needs::active_channel, RateClass::posts, Refusal::rejected},
    Row{"typing", typing, Needs::active_channel, RateClass::packets, Refusal::rejected},
    Row{"upload", decoded<a_file, upload>, Needs::login, RateClass::packets, Refusal::upload_status},
};

void refuse_unknown(Call& call) {
  call.reply.refuse("There is no such packet");
}

constexpr Row unknown{"", refuse_unknown, Needs::login, RateClass::packets, Refusal::rejected};

const Row& row_of(std::string_view packet) {
  const auto* const row = std::ranges::find(table, packet, &Row::packet);
  return row == table.end() ? unknown : *row;
}

// Names are echoed in refusals, but not whole megabytes of them.
constexpr std::size_t most_echoed = 64;

std::string shortened(const std::string& name) {
  return name.size() <= most_echoed ? name : name.substr(0, text::prefix_within(name, most_echoed)) + "...";
}

// A bug in a handler is its packet's trouble alone: the reply that was owed says so, the connection goes on.
void run(const Row& row, Call& call) {
  try {
    row.handler(call);
  } catch (const std::exception& failure) {
    log::error("gateway", "packet {} of connection {} failed: {}", row.packet, call.session->id().value,
               failure.what());
  }
}

}  // namespace

Reply owed_to(Session& session, const socketio::Event& event) {
  return {session.shared_from_this(), shortened(event.name), event.ack, row_of(event.name).refusal};
}

void dispatch(Session& session, const socketio::Event& event, Reply reply) {
  const Row& row = row_of(event.name);
  Call call{session.shared_from_this(), event.arguments, std::move(reply), row.rate, nullptr};
  if (const auto wait = session.pace(row.rate))
    return call.reply.refuse(over_rate(row.rate, session.common().config, *wait));
  if (row.needs == Needs::active_channel && !(call.channel = session.active()))
    return refuse_input(call, no_active_channel);
  run(row, call);
}

}  // namespace gb::gateway
