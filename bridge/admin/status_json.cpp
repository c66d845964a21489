// The state as JSON. Pure: no clock, no socket, no log.
#include "bridge/admin/status_json.hpp"

#include <nlohmann/json.hpp>

#include "protocol/text/json.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::admin {
namespace {

using nlohmann::json;

json by_name(const Counters& counters) {
  json out = json::object();
  for (const auto& [name, value] : counters) out[name] = value;
  return out;
}

json traffic(const Traffic& in, const Traffic& out) {
  return {{"in", in.all}, {"out", out.all}, {"inPerMinute", in.per_minute}, {"outPerMinute", out.per_minute}};
}

void add_condition(json& out, const Condition& condition) {
  out["state"] = condition.state;
  out["reason"] = condition.reason;
  out["since"] = text::format_timestamp(condition.since);
  if (condition.last_error.empty()) return;
  out["lastError"] = condition.last_error;
  out["lastErrorAt"] = text::format_timestamp(condition.last_error_at);
}

json one(const NetworkStatus& network) {
  json out = {{"name", network.name},
              {"counters", by_name(network.counters)},
              {"pace", network.pace},
              {"messages", traffic(network.in, network.out)}};
  add_condition(out, network.condition);
  return out;
}

json one(const LinkStatus& link) {
  json out = {{"room", link.room},
              {"network", link.network},
              {"channel", link.channel},
              {"direction", link.direction},
              {"muted", link.muted},
              {"people", link.people},
              {"cursor", link.cursor},
              {"head", link.head},
              {"lag", link.lag},
              {"messages", traffic(link.in, link.out)},
              {"counters", by_name(link.counters)}};
  add_condition(out, link.condition);
  return out;
}

json one(const ChannelStatus& channel) {
  return {{"key", channel.key}, {"name", channel.name}};
}

json one(const StoreStatus& store) {
  return {{"state", store.state},
          {"reason", store.reason},
          {"since", text::format_timestamp(store.since)},
          {"refused", store.refused},
          {"waiting", store.waiting}};
}

json one(const ReloadStatus& reload) {
  return {{"number", reload.number},
          {"when", text::format_timestamp(reload.when)},
          {"good", reload.good},
          {"lines", reload.lines}};
}

template <class T>
json all(const std::vector<T>& items);

json one(const GuildStatus& guild) {
  return {{"key", guild.key}, {"name", guild.name}, {"channels", all(guild.channels)}};
}

json one(const Happening& happening) {
  json out = {{"when", text::format_timestamp(happening.when)},
              {"outcome", to_string(happening.kind)},
              {"entry", happening.entry.value},
              {"room", happening.where}};
  switch (happening.kind) {
    case Happening::Kind::delivered:
    case Happening::Kind::unproven:
      out["took"] = happening.took;
      break;
    case Happening::Kind::skipped:
      out["count"] = happening.took;
      break;
    case Happening::Kind::retried:
    case Happening::Kind::refused:
      out["reason"] = happening.reason;
      break;
  }
  return out;
}

template <class T>
json all(const std::vector<T>& items) {
  json list = json::array();
  for (const T& item : items) list.push_back(one(item));
  return list;
}

}  // namespace

std::string to_json(const Status& status) {
  return text::write_json({{"version", status.version},
                           {"started", text::format_timestamp(status.started)},
                           {"now", text::format_timestamp(status.now)},
                           {"store", one(status.store)},
                           {"reload", one(status.reload)},
                           {"gateway", by_name(status.gateway)},
                           {"guilds", all(status.guilds)},
                           {"networks", all(status.networks)},
                           {"links", all(status.links)},
                           {"recent", all(status.recent)},
                           {"troubles", all(status.troubles)}});
}

std::string to_json(const std::vector<Happening>& happenings) {
  return text::write_json(all(happenings));
}

}  // namespace gb::admin
