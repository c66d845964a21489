#include "adapters/matrix/network.hpp"

#include <stdexcept>
#include <utility>

#include "adapters/matrix/home.hpp"

namespace gb::matrix {
namespace {

class MatrixNetwork final : public delivery::Adapter {
 public:
  explicit MatrixNetwork(std::shared_ptr<Home> home) : home_(std::move(home)) {}
  ~MatrixNetwork() override { home_->abandon(); }

  MatrixNetwork(const MatrixNetwork&) = delete;
  MatrixNetwork& operator=(const MatrixNetwork&) = delete;

  void start() override { home_->start(); }
  boost::asio::awaitable<void> stop(std::chrono::milliseconds limit) override { return home_->stop(limit); }
  void reconnect() override { home_->reconnect(); }
  delivery::RoomState state() const override { return home_->state(); }

  delivery::Room& room(RoomId id) override {
    for (const auto& room : home_->rooms())
      if (room->link().room == id) return *room;
    throw std::out_of_range("this network has no such room");
  }

  void add(delivery::Link link) override { home_->add(std::move(link)); }
  void remove(RoomId id) override { home_->remove(id); }

  delivery::Counters counted() const override {
    const NetworkCounters& counters = home_->counters();
    return {{"heard", counters.heard}, {"ignored", counters.ignored}, {"encrypted", counters.encrypted}};
  }

 private:
  std::shared_ptr<Home> home_;
};

}  // namespace

std::unique_ptr<delivery::Adapter> make_network(const boost::asio::any_io_executor& loop, config::Matrix settings,
                                                std::vector<delivery::Link> links, NetworkOptions options) {
  return std::make_unique<MatrixNetwork>(
      std::make_shared<Home>(loop, std::move(settings), std::move(links), std::move(options)));
}

}  // namespace gb::matrix
