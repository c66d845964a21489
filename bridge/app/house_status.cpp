#include "bridge/app/house_status.hpp"

#include <fmt/format.h>

#include "bridge/app/oversight.hpp"
#include "bridge/app/version.hpp"

namespace gb::app {
namespace {

admin::Condition condition_of(const std::string& name, const delivery::RoomState& state, Oversight& oversight) {
  oversight.look(name, state);
  admin::Condition condition{std::string(delivery::to_string(state.condition)), state.reason, state.since};
  if (const auto* last = oversight.last_error(name)) {
    condition.last_error = last->reason;
    condition.last_error_at = last->when;
  }
  return condition;
}

delivery::RoomState state_of(const RunningLink& one) {
  return one.courier ? one.courier->state() : one.room->state();
}

std::string_view in_words(config::Direction direction) {
  switch (direction) {
    case config::Direction::to_room:
      return "to_room";
    case config::Direction::from_room:
      return "from_room";
    case config::Direction::both:
      break;
  }
  return "both";
}

admin::Counters counters_of(const gateway::GatewayStatus& gateway) {
  return {{"connections", gateway.connections},
          {"loggedIn", gateway.logged_in},
          {"active", gateway.active},
          {"logins", gateway.logins},
          {"loginsFailed", gateway.logins_failed},
          {"packets", gateway.packets},
          {"rejected", gateway.rejected},
          {"posts", gateway.posts},
          {"uploads", gateway.uploads},
          {"delivered", gateway.delivered},
          {"notReading", gateway.not_reading}};
}

std::vector<admin::GuildStatus> guilds_of(const config::Config& config) {
  std::vector<admin::GuildStatus> guilds;
  for (const config::Guild& guild : config.guilds) {
    admin::GuildStatus& made = guilds.emplace_back();
    made.key = guild.key;
    made.name = guild.name;
    for (const config::Channel& channel : guild.channels)
      made.channels.push_back({guild.key + "/" + channel.key, channel.name});
  }
  return guilds;
}

// Only IRC has a pace of ours; the others say themselves when it is too much.
std::string pace_of(const config::Config& config, const std::string& network) {
  for (const config::Irc& irc : config.irc)
    if ("irc." + irc.name == network && irc.pace.per_second > 0)
      return fmt::format("{} lines, then {} a second", irc.pace.burst, irc.pace.per_second);
  return {};
}

void add(admin::Traffic& all, const admin::Traffic& one) {
  all.all += one.all;
  all.per_minute += one.per_minute;
}

}  // namespace

HouseStatus::HouseStatus(Known known) : known_(known), waiting_(known.ledger), started_(wall_now()) {}

admin::LinkStatus HouseStatus::describe(const RunningLink& one) {
  admin::LinkStatus status;
  status.room = one.link.name;
  status.network = one.link.policy.network;
  status.channel = one.link.channel_key;
  status.direction = in_words(one.link.policy.direction);
  status.condition = condition_of(one.link.name, state_of(one), known_.oversight);
  status.muted = known_.oversight.is_muted(one.link.name);
  status.people = one.link.channel->presence().count(one.link.room);
  status.head = one.link.channel->log().head().value;
  status.cursor = status.head;
  status.in = known_.oversight.watch().heard_in(one.link.room);
  status.out = known_.oversight.watch().delivered_to(one.link.room);
  status.counters = {{"leftOut", one.link.channel->left_out(one.link.room)}};
  if (!one.courier) return status;
  status.cursor = one.courier->cursor().value;
  status.lag = waiting_.count(*one.courier);
  const delivery::Courier::Counters& counters = one.courier->counters();
  status.counters.insert(status.counters.end(), {{"delivered", counters.delivered},
                                                 {"unproven", counters.unproven},
                                                 {"refused", counters.refused},
                                                 {"retried", counters.retried},
                                                 {"skipped", counters.skipped}});
  return status;
}

admin::NetworkStatus HouseStatus::describe(const RunningNetwork& one) const {
  admin::NetworkStatus status;
  status.name = one.name;
  status.condition = condition_of(one.name, one.network->state(), known_.oversight);
  status.pace = pace_of(known_.config, one.name);
  status.counters = one.network->counted();
  for (const RunningLink& link : known_.links)
    if (link.link.policy.network == one.name) {
      add(status.in, known_.oversight.watch().heard_in(link.link.room));
      add(status.out, known_.oversight.watch().delivered_to(link.link.room));
    }
  return status;
}

void HouseStatus::look() {
  for (const RunningNetwork& one : known_.networks) known_.oversight.look(one.name, one.network->state());
  for (const RunningLink& one : known_.links) known_.oversight.look(one.link.name, state_of(one));
}

admin::Status HouseStatus::status() {
  admin::Status status;
  status.version = version;
  status.started = started_;
  status.now = wall_now();
  const store::Health::State health = known_.ledger.health();
  status.store = {health.failing ? "failing" : "fine", health.reason, health.since, health.refused, health.waiting};
  status.reload = known_.reload;
  status.gateway = counters_of(known_.gateway.status());
  status.guilds = guilds_of(known_.config);
  for (const RunningNetwork& one : known_.networks) status.networks.push_back(describe(one));
  for (const RunningLink& one : known_.links) status.links.push_back(describe(one));
  status.recent = known_.oversight.watch().recent();
  status.troubles = known_.oversight.watch().troubles();
  return status;
}

admin::Measures HouseStatus::measures() {
  admin::Measures measures;
  measures.appended = known_.oversight.watch().all_appended();
  measures.commits = known_.ledger.commits().counted();
  measures.store_waiting = known_.ledger.waiting();
  measures.loop_delay = known_.pulse.delays().counted();
  measures.memory = memory_of_this_process();
  measures.cpu_seconds = cpu_seconds_of_this_process();
  measures.latencies = known_.oversight.watch().latencies();
  return measures;
}

std::vector<admin::Happening> HouseStatus::story(Seq entry) {
  return known_.oversight.watch().story(entry);
}

}  // namespace gb::app
