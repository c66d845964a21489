#include "adapters/irc/network.hpp"

#include <stdexcept>
#include <utility>

#include "adapters/irc/life.hpp"

namespace gb::irc {
namespace {

class IrcNetwork final : public Network {
 public:
  explicit IrcNetwork(std::shared_ptr<Life> life) : life_(std::move(life)) {}
  ~IrcNetwork() override { life_->abandon(); }

  IrcNetwork(const IrcNetwork&) = delete;
  IrcNetwork& operator=(const IrcNetwork&) = delete;

  void start() override { life_->start(); }
  boost::asio::awaitable<void> stop(std::chrono::milliseconds limit) override { return life_->stop(limit); }
  delivery::RoomState state() const override { return life_->state(); }
  void reconnect() override { life_->reconnect(); }
  const NetworkCounters& counters() const override { return life_->counters(); }

  delivery::Counters counted() const override {
    const NetworkCounters& all = life_->counters();
    return {{"connects", all.connects},      {"registered", all.registered}, {"heard", all.heard},
            {"playedBack", all.played_back}, {"caughtUp", all.caught_up},    {"gaps", all.gaps},
            {"ignored", all.ignored},        {"dropped", all.dropped},       {"lost", all.lost}};
  }

  delivery::Room& room(RoomId id) override {
    for (const auto& room : life_->rooms())
      if (room->link().room == id && !room->is_retired()) return *room;
    throw std::out_of_range("this network has no such room");
  }

  void add(delivery::Link link) override { life_->add(std::move(link)); }
  void remove(RoomId id) override { life_->remove(id); }

 private:
  std::shared_ptr<Life> life_;
};

}  // namespace

std::unique_ptr<Network> make_network(const boost::asio::any_io_executor& loop, config::Irc settings,
                                      std::vector<delivery::Link> links, NetworkOptions options) {
  return std::make_unique<IrcNetwork>(
      std::make_shared<Life>(loop, std::move(settings), std::move(links), std::move(options)));
}

}  // namespace gb::irc
