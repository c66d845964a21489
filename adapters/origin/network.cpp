#include "adapters/origin/network.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "adapters/origin/origin_room.hpp"

namespace gb::origin {
namespace {

using delivery::Condition;

constexpr std::chrono::milliseconds between_rooms{50};

net::HttpSettings http_settings(const config::Origin& settings) {
  net::HttpSettings http;
  http.ca_file = settings.tls_ca_file;
  return http;
}

std::optional<Seen> seen_of(const NetworkOptions& options, const std::string& place) {
  const auto found = options.kept.find(place);
  return found == options.kept.end() ? std::nullopt : parse_seen(found->second);
}

class OriginNetwork final : public delivery::Adapter {
 public:
  OriginNetwork(const boost::asio::any_io_executor& loop, const config::Origin& settings, Server server,
                std::vector<delivery::Link> links, const NetworkOptions& options)
      : shared_(new OriginRoom::Shared{settings, std::move(server), net::HttpClient(loop, http_settings(settings)),
                                       *options.ledger, *options.files}) {
    for (delivery::Link& link : links) {
      const std::string place = link.place;
      rooms_.push_back(std::make_shared<OriginRoom>(loop, shared_, std::move(link), seen_of(options, place),
                                                    [keep = options.keep, place](std::string seen) {
                                                      if (keep) keep(place, std::move(seen));
                                                    }));
    }
  }

  ~OriginNetwork() override { leave(); }

  OriginNetwork(const OriginNetwork&) = delete;
  OriginNetwork& operator=(const OriginNetwork&) = delete;

  void start() override {
    std::chrono::milliseconds after{0};
    for (const auto& room : rooms_) room->start(std::exchange(after, after + between_rooms));
  }

  boost::asio::awaitable<void> stop(std::chrono::milliseconds) override {
    leave();
    co_return;
  }

  // The worst of its rooms: they all speak to one server.
  delivery::RoomState state() const override {
    delivery::RoomState worst{Condition::joined, {}, {}};
    for (const auto& room : rooms_)
      if (const auto state = room->state(); state.condition != Condition::joined) worst = state;
    if (worst.condition == Condition::joined)
      for (const auto& room : rooms_) worst.since = std::max(worst.since, room->state().since);
    return worst;
  }

  delivery::Room& room(RoomId id) override {
    for (const auto& room : rooms_)
      if (room->link().room == id) return *room;
    throw std::out_of_range("this network has no such room");
  }

  void reconnect() override {
    for (const auto& room : rooms_) room->reconnect();
  }

  delivery::Counters counted() const override {
    const NetworkCounters& all = shared_->counters;
    return {{"connects", all.connects}, {"heard", all.heard},           {"caughtUp", all.caught_up},   {"own", all.own},
            {"ignored", all.ignored},   {"unreadable", all.unreadable}, {"renumbered", all.renumbered}};
  }

 private:
  void leave() {
    for (const auto& room : rooms_) room->stop();
    shared_->http.close();
  }

  std::shared_ptr<OriginRoom::Shared> shared_;
  std::vector<std::shared_ptr<OriginRoom>> rooms_;
};

}  // namespace

result<std::unique_ptr<delivery::Adapter>> make_network(const boost::asio::any_io_executor& loop,
                                                        const config::Origin& settings,
                                                        std::vector<delivery::Link> links,
                                                        const NetworkOptions& options) {
  auto server = parse_server(settings.url, settings.tls_ca_file);
  if (!server) return server.error();
  std::unique_ptr<delivery::Adapter> network =
      std::make_unique<OriginNetwork>(loop, settings, std::move(*server), std::move(links), options);
  return network;
}

}  // namespace gb::origin
