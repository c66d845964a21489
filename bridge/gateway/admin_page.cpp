// The pages of the admin listener. Pure: no clock, no socket, no log.
#include "bridge/gateway/admin_page.hpp"

#include <boost/asio/ip/address.hpp>
#include <nlohmann/json.hpp>

#include "protocol/text/json.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::gateway {
namespace {

using nlohmann::json;

json counters_of(const GatewayStatus& gateway) {
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

json one(const StoreStatus& store) {
  return {{"state", store.state},
          {"reason", store.reason},
          {"since", text::format_timestamp(store.since)},
          {"refused", store.refused},
          {"waiting", store.waiting}};
}

json by_name(const std::vector<std::pair<std::string, std::uint64_t>>& counters) {
  json out = json::object();
  for (const auto& [name, value] : counters) out[name] = value;
  return out;
}

json one(const NetworkStatus& network) {
  return {{"name", network.name},
          {"counters", by_name(network.counters)},
          {"state", network.state},
          {"reason", network.reason},
          {"since", text::format_timestamp(network.since)}};
}

json one(const LinkStatus& link) {
  return {{"room", link.room},
          {"channel", link.channel},
          {"state", link.state},
          {"reason", link.reason},
          {"people", link.people},
          {"since", text::format_timestamp(link.since)},
          {"cursor", link.cursor},
          {"head", link.head},
          {"lag", link.head - link.cursor},
          {"counters", by_name(link.counters)}};
}

template <class T>
json all(const std::vector<T>& items) {
  json list = json::array();
  for (const T& item : items) list.push_back(one(item));
  return list;
}

bool is_loopback_name(std::string_view host) {
  const auto end = host.find_last_of(":]");
  if (end != std::string_view::npos && host[end] == ':') host = host.substr(0, end);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  return host.empty() || host == "localhost" || (!no_address && address.is_loopback());
}

}  // namespace

std::string to_json(const Status& status) {
  return text::write_json({{"version", status.version},
                           {"started", text::format_timestamp(status.started)},
                           {"store", one(status.store)},
                           {"gateway", counters_of(status.gateway)},
                           {"networks", all(status.networks)},
                           {"links", all(status.links)}});
}

AdminAnswer admin_page(std::string_view method, std::string_view target, std::string_view host,
                       const std::function<Status()>& status) {
  if (!is_loopback_name(host)) return {403, "text/plain; charset=utf-8", "ask by a loopback name\n"};
  if (target != "/status") return {404, "text/plain; charset=utf-8", "there is /status\n"};
  if (method != "GET") return {405, "text/plain; charset=utf-8", "only GET\n"};
  return {200, "application/json", to_json(status()) + "\n"};
}

}  // namespace gb::gateway
