#include "bridge/app/house_status.hpp"

#include "bridge/app/version.hpp"

namespace gb::app {
namespace {

gateway::LinkStatus describe(const RunningLink& one) {
  const delivery::RoomState state = one.courier ? one.courier->state() : one.room->state();
  gateway::LinkStatus status;
  status.room = one.link.name;
  status.channel = one.link.channel_key;
  status.state = delivery::to_string(state.condition);
  status.reason = state.reason;
  status.since = state.since;
  status.people = one.link.channel->presence().count(one.link.room);
  status.head = one.link.channel->log().head().value;
  status.cursor = status.head;
  status.counters = {{"leftOut", one.link.channel->left_out(one.link.room)}};
  if (!one.courier) return status;
  status.cursor = one.courier->cursor().value;
  const delivery::Courier::Counters& counters = one.courier->counters();
  status.counters.insert(status.counters.end(), {{"delivered", counters.delivered},
                                                 {"unproven", counters.unproven},
                                                 {"refused", counters.refused},
                                                 {"retried", counters.retried},
                                                 {"skipped", counters.skipped}});
  return status;
}

gateway::NetworkStatus describe(const RunningNetwork& one) {
  const delivery::RoomState state = one.network->state();
  return {one.name, std::string(delivery::to_string(state.condition)), state.reason, state.since,
          one.network->counted()};
}

}  // namespace

HouseStatus::HouseStatus(const store::SqliteLedger& ledger, const gateway::Gateway& gateway,
                         const std::vector<RunningNetwork>& networks, const std::vector<RunningLink>& links)
    : ledger_(ledger), gateway_(gateway), networks_(networks), links_(links), started_(wall_now()) {}

gateway::Status HouseStatus::status() const {
  gateway::Status status;
  status.version = version;
  status.started = started_;
  const store::Health::State health = ledger_.health();
  status.store = {health.failing ? "failing" : "fine", health.reason, health.since, health.refused, health.waiting};
  status.gateway = gateway_.status();
  for (const RunningNetwork& one : networks_) status.networks.push_back(describe(one));
  for (const RunningLink& one : links_) status.links.push_back(describe(one));
  return status;
}

}  // namespace gb::app
