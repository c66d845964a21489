// The metrics, made of what others have counted when somebody asks: nothing here is paid for by a message. Pure.
#include "bridge/admin/exposition.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <utility>
#include <vector>

namespace gb::admin {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

/// All families, one after another.
class Families {
 public:
  void begin(const char* name, const char* help, MetricType type) {
    MetricFamily& made = all_.emplace_back();
    made.name = std::string("guildbridge_") + name;
    made.help = help;
    made.type = type;
  }

  void add(Labels labels, double value) {
    ClientMetric& metric = one(std::move(labels));
    if (all_.back().type == MetricType::Counter)
      metric.counter.value = value;
    else
      metric.gauge.value = value;
  }

  void add(Labels labels, std::uint64_t value) { add(std::move(labels), static_cast<double>(value)); }

  void add(Labels labels, const Distribution::Counted& counted) {
    ClientMetric::Histogram& histogram = one(std::move(labels)).histogram;
    std::uint64_t below = 0;
    for (std::size_t n = 0; n < Distribution::bounds.size(); ++n) {
      below += counted.each.at(n);
      histogram.bucket.push_back({below, Distribution::bounds.at(n)});
    }
    histogram.sample_count = below + counted.each.back();
    histogram.sample_sum = counted.seconds;
  }

  void single(const char* name, const char* help, MetricType type, double value) {
    begin(name, help, type);
    add({}, value);
  }

  std::string text() const {
    std::vector<MetricFamily> told;
    for (const MetricFamily& family : all_)
      if (!family.metric.empty()) told.push_back(family);
    return prometheus::TextSerializer().Serialize(told);
  }

 private:
  ClientMetric& one(Labels labels) {
    ClientMetric& made = all_.back().metric.emplace_back();
    made.label = std::move(labels);
    return made;
  }

  std::vector<MetricFamily> all_;
};

std::uint64_t counter(const Counters& counters, std::string_view name) {
  for (const auto& [key, value] : counters)
    if (key == name) return value;
  return 0;
}

double seconds(Time time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void add_gateway(Families& out, const Counters& gateway) {
  const auto count = [&](const char* name, const char* help, MetricType type, const char* key) {
    out.single(name, help, type, static_cast<double>(counter(gateway, key)));
  };
  count("connections", "Connections of natives, logged in or not.", MetricType::Gauge, "connections");
  count("sessions", "Natives' connections that are logged in.", MetricType::Gauge, "loggedIn");
  count("sessions_active", "Of those, the ones with an active channel.", MetricType::Gauge, "active");
  out.begin("logins_total", "Logins of natives.", MetricType::Counter);
  out.add({{"outcome", "ok"}}, counter(gateway, "logins"));
  out.add({{"outcome", "failed"}}, counter(gateway, "loginsFailed"));
  count("packets_total", "Packets taken from natives.", MetricType::Counter, "packets");
  count("packets_rejected_total", "Of those, refused with a reason.", MetricType::Counter, "rejected");
  count("posts_total", "Posts of natives made durable.", MetricType::Counter, "posts");
  count("uploads_total", "Files of natives kept.", MetricType::Counter, "uploads");
  count("native_deliveries_total", "Packets of active channels handed to natives' connections.", MetricType::Counter,
        "delivered");
  count("not_reading_total", "Connections closed because the client did not read.", MetricType::Counter, "notReading");
}

void add_networks(Families& out, const std::vector<NetworkStatus>& networks) {
  out.begin("network_up", "Whether the network is joined.", MetricType::Gauge);
  for (const NetworkStatus& one : networks)
    out.add({{"network", one.name}}, one.condition.state == "joined" ? 1.0 : 0.0);
  out.begin("network_events_total", "What the network has counted, by name.", MetricType::Counter);
  for (const NetworkStatus& one : networks)
    for (const auto& [name, value] : one.counters) out.add({{"network", one.name}, {"event", name}}, value);
}

void add_room_states(Families& out, const std::vector<LinkStatus>& links) {
  const auto each = [&](const char* name, const char* help, auto value) {
    out.begin(name, help, MetricType::Gauge);
    for (const LinkStatus& one : links) out.add({{"room", one.room}}, value(one));
  };
  each("room_up", "Whether the room is joined.",
       [](const LinkStatus& one) { return one.condition.state == "joined" ? 1.0 : 0.0; });
  each("room_muted", "Whether nothing is relayed from or to the room, as the operator asked.",
       [](const LinkStatus& one) { return one.muted ? 1.0 : 0.0; });
  each("room_lag", "Messages that wait for the room.", [](const LinkStatus& one) { return one.lag; });
  each("room_people", "People in the room.", [](const LinkStatus& one) { return one.people; });
}

void add_deliveries(Families& out, const std::vector<LinkStatus>& links) {
  out.begin("room_messages_total", "Messages heard in the room (in) and delivered there (out).", MetricType::Counter);
  for (const LinkStatus& one : links) {
    out.add({{"room", one.room}, {"direction", "in"}}, one.in.all);
    out.add({{"room", one.room}, {"direction", "out"}}, one.out.all);
  }
  out.begin("deliveries_total",
            "Deliveries to the room by outcome; unproven: sent and not refused, but named by no confirmation.",
            MetricType::Counter);
  for (const LinkStatus& one : links) {
    const std::uint64_t unproven = counter(one.counters, "unproven");
    const auto add = [&](const char* outcome, std::uint64_t value) {
      out.add({{"room", one.room}, {"outcome", outcome}}, value);
    };
    add("delivered", counter(one.counters, "delivered") - unproven);
    add("unproven", unproven);
    add("refused", counter(one.counters, "refused"));
    add("skipped", counter(one.counters, "skipped"));
  }
  out.begin("delivery_retries_total", "Deliveries that the room could not take and that were tried again.",
            MetricType::Counter);
  for (const LinkStatus& one : links) out.add({{"room", one.room}}, counter(one.counters, "retried"));
}

void add_house(Families& out, const StoreStatus& store, const Measures& measures) {
  out.single("log_appends_total", "Entries made durable.", MetricType::Counter, static_cast<double>(measures.appended));
  out.begin("log_commit_seconds", "Time of one group's commit.", MetricType::Histogram);
  out.add({}, measures.commits);
  out.single("log_waiting", "Requests that wait for the writer of the log.", MetricType::Gauge,
             static_cast<double>(measures.store_waiting));
  out.single("store_up", "1: the database can be written.", MetricType::Gauge, store.state == "fine" ? 1 : 0);
  out.single("store_refused_total", "Writes that failed.", MetricType::Counter, static_cast<double>(store.refused));
  out.begin("latency_seconds",
            "From when a message came to us until the other side had it: a room by its confirmation, natives when it "
            "is handed to their connections.",
            MetricType::Histogram);
  for (const Latency& one : measures.latencies)
    out.add({{"from", std::string(one.from)}, {"to", std::string(one.to)}}, one.counted);
  out.begin("loop_delay_seconds", "How late the event loop came to a timer.", MetricType::Histogram);
  out.add({}, measures.loop_delay);
  out.single("memory_bytes", "Resident memory of the process.", MetricType::Gauge,
             static_cast<double>(measures.memory));
  out.single("cpu_seconds_total", "Processor time of the process.", MetricType::Counter, measures.cpu_seconds);
}

}  // namespace

std::string exposition(const Status& status, const Measures& measures) {
  Families out;
  out.begin("info", "Which version runs.", MetricType::Gauge);
  out.add({{"version", status.version}}, 1.0);
  out.single("start_time_seconds", "When the process was started, since 1970.", MetricType::Gauge,
             seconds(status.started));
  add_gateway(out, status.gateway);
  add_networks(out, status.networks);
  add_room_states(out, status.links);
  add_deliveries(out, status.links);
  add_house(out, status.store, measures);
  return out.text();
}

}  // namespace gb::admin
