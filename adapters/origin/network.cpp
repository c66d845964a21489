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
      : shared_(new Shared{settings, std::move(server), net::HttpClient(loop, http_settings(settings)), *options.ledger,
                           *options.files}),
        loop_(loop),
        options_(std::make_shared<NetworkOptions>(options)) {
    for (delivery::Link& link : links) make_room(std::move(link));
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

  void add(delivery::Link link) override {
    make_room(std::move(link));
    rooms_.back()->start(std::chrono::milliseconds(0));
  }

  void remove(RoomId id) override {
    const auto found = std::ranges::find_if(rooms_, [id](const auto& room) { return room->link().room == id; });
    if (found == rooms_.end()) return;
    (*found)->stop();
    retired_.push_back(std::move(*found));
    rooms_.erase(found);
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
  void make_room(delivery::Link link) {
    const std::string place = link.place;
    // A room may live a little longer than its network.
    auto keep = [options = options_, place](std::string seen) {
      options->kept[place] = seen;
      if (options->keep) options->keep(place, std::move(seen));
    };
    rooms_.push_back(
        std::make_shared<OriginRoom>(loop_, shared_, std::move(link), seen_of(*options_, place), std::move(keep)));
  }

  void leave() {
    for (const auto& room : rooms_) room->stop();
    shared_->http.close();
  }

  std::shared_ptr<Shared> shared_;
  boost::asio::any_io_executor loop_;
  std::shared_ptr<NetworkOptions> options_;
  std::vector<std::shared_ptr<OriginRoom>> rooms_;
  std::vector<std::shared_ptr<OriginRoom>> retired_;  ///< Their couriers may still look at them.
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
