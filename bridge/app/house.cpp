#include "bridge/app/house.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "adapters/irc/network.hpp"
#include "adapters/matrix/network.hpp"
#include "adapters/origin/network.hpp"
#include "bridge/app/house_status.hpp"
#include "bridge/app/kept_sts.hpp"
#include "bridge/app/layout.hpp"
#include "bridge/app/operator_room.hpp"
#include "bridge/app/pictures.hpp"
#include "bridge/base/log.hpp"
#include "bridge/core/avatars.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/net/spawn.hpp"
#include "bridge/origin/server.hpp"
#include "bridge/store/accounts.hpp"
#include "bridge/store/catalog.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/file_book.hpp"
#include "bridge/store/kept.hpp"
#include "bridge/store/ledger.hpp"
#include "bridge/store/visitors.hpp"

namespace gb::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t pool_threads = 2;
constexpr std::chrono::seconds goodbye{3};
constexpr std::chrono::milliseconds last_moment{300};
constexpr std::chrono::milliseconds between_networks{500};  // Servers dislike many connections at once.

std::vector<delivery::Link> links_of(const std::string& network, const std::vector<PlacedLink>& placed) {
  std::vector<delivery::Link> own;
  for (const PlacedLink& one : placed)
    if (one.link.policy.network == network) own.push_back(one.link);
  return own;
}

std::map<std::string, std::string> without_prefix(const std::map<std::string, std::string>& kept,
                                                  const std::string& prefix) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : kept) out.emplace(name.substr(prefix.size()), value);
  return out;
}

// What tells this database's numbers from those of any other.
std::string house_name(store::Kept& kept) {
  constexpr const char* key = "house";
  if (const auto known = kept.read(key); !known.empty()) return known.begin()->second;
  std::random_device random;
  std::string name = fmt::format("{:08x}", random());
  kept.write(key, name);
  return name;
}

}  // namespace

// In the order of dependence: what stands below uses what stands above, and goes first.
struct House::Parts {
  Parts(asio::io_context& io, const config::Config& settings) : loop(io.get_executor()), config(settings) {}

  // The pool's work points at the accounts and what is kept, so it ends first, whatever the order of the members.
  ~Parts() {
    // A courier whose delivery has not come to an end lives until the loop goes, which is after the rooms.
    for (RunningLink& one : links)
      if (one.courier) one.courier->detach();
    if (accounts) accounts->stop();
    if (visitors) visitors->stop();
    if (files) files->stop();
    pool.join();
  }

  result<void> open_store();
  result<void> open_files(const std::string& database);
  result<void> make_networks(const std::vector<PlacedLink>& links);
  result<void> make_origin(const std::vector<PlacedLink>& links);
  result<void> make_gateway();
  void make_couriers(std::vector<PlacedLink> links);
  asio::awaitable<void> stop_networks();
  asio::awaitable<void> wait_for_couriers();

  asio::any_io_executor loop;
  config::Config config;
  asio::thread_pool pool{pool_threads};
  std::unique_ptr<store::RunGuard> guard;
  std::unique_ptr<store::SqliteLedger> ledger;
  std::unique_ptr<store::SqliteAccounts> accounts;
  std::unique_ptr<store::SqliteVisitors> visitors;
  std::unique_ptr<files::FileStore> files;
  Layout layout;
  std::unique_ptr<store::Kept> kept;
  irc::StsPolicies sts;
  core::Avatars avatars;
  matrix::Claims claims;
  std::unique_ptr<OperatorRoom> operators;
  std::vector<RunningNetwork> networks;
  std::vector<RunningLink> links;
  std::unique_ptr<gateway::Gateway> gateway;
};

result<void> House::Parts::open_store() {
  const std::string& path = config.store.path;
  // Migrating is for one process alone, so the guard comes first.
  auto taken = store::RunGuard::take(path);
  if (!taken) return taken.error();
  guard = std::move(*taken);
  if (auto prepared = store::prepare_file(path); !prepared) return prepared.error();
  auto opened = store::SqliteLedger::open(path, loop);
  if (!opened) return opened.error();
  ledger = std::move(*opened);
  auto known = store::SqliteAccounts::open(path, loop, pool);
  if (!known) return known.error();
  accounts = std::move(*known);
  if (config.gateway.auth == config::Auth::origin) {
    auto visited = store::SqliteVisitors::open(path, loop, pool);
    if (!visited) return visited.error();
    visitors = std::move(*visited);
  }
  auto remembered = store::Kept::open(path, pool);
  if (!remembered) return remembered.error();
  kept = std::move(*remembered);
  operators = std::make_unique<OperatorRoom>(loop, *kept);
  sts = kept_sts_policies(*kept);
  if (auto opened_files = open_files(path); !opened_files) return opened_files.error();
  auto catalog = store::SqliteCatalog::open(path);
  if (!catalog) return catalog.error();
  auto laid = lay_out(config, **catalog, *ledger);
  if (!laid) return laid.error();
  layout = std::move(*laid);
  return show_icons(config, *files, layout.directory);
}

result<void> House::Parts::open_files(const std::string& database) {
  auto book = store::SqliteFileBook::open(database);
  if (!book) return book.error();
  auto opened = files::FileStore::open(config.files, config.gateway.public_url, std::move(*book), loop);
  if (!opened) return opened.error();
  files = std::move(*opened);
  return {};
}

result<void> House::Parts::make_networks(const std::vector<PlacedLink>& placed) {
  std::chrono::milliseconds start_after{0};
  for (const config::Irc& settings : config.irc) {
    const std::string name = "irc." + settings.name;
    const std::string prefix = name + " ";
    irc::NetworkOptions options{
        start_after,
        &sts,
        files.get(),
        ledger.get(),
        without_prefix(kept->read(prefix), prefix),
        [this, prefix](const std::string& key, std::string value) { kept->write(prefix + key, std::move(value)); }};
    networks.push_back({name,
                        irc::make_network(loop, settings, links_of(name, placed), std::move(options)),
                        {settings.catch_up_age, settings.catch_up_entries}});
    start_after += between_networks;
  }
  const std::string house = house_name(*kept);
  for (const config::Matrix& settings : config.matrix) {
    const std::string name = "matrix." + settings.name;
    const std::string prefix = name + " ";
    matrix::NetworkOptions options{ledger.get(),
                                   files.get(),
                                   &claims,
                                   &avatars,
                                   {},
                                   house,
                                   without_prefix(kept->read(prefix), prefix),
                                   [this, prefix](const std::string& key, std::optional<std::string> value) {
                                     kept->write(prefix + key, std::move(value));
                                   }};
    if (!settings.avatar.empty()) {
      auto own = files->keep_own(settings.avatar);
      if (!own) return Error{own.error().fault, false, fmt::format("{}.avatar: {}", name, own.error().told)};
      options.own_avatar = std::move(*own);
    }
    networks.push_back({name,
                        matrix::make_network(loop, settings, links_of(name, placed), std::move(options)),
                        {settings.catch_up_age, settings.catch_up_entries}});
  }
  return make_origin(placed);
}

result<void> House::Parts::make_origin(const std::vector<PlacedLink>& placed) {
  const std::string name = "origin";
  auto own = links_of(name, placed);
  if (own.empty()) return {};
  // Of this server: another one numbers its messages in another way.
  const std::string prefix = name + " " + config.origin.url + " ";
  auto network = origin::make_network(
      loop, config.origin, std::move(own),
      {ledger.get(), files.get(), without_prefix(kept->read(prefix), prefix),
       [this, prefix](const std::string& key, std::string value) { kept->write(prefix + key, std::move(value)); }});
  if (!network) return Error{network.error().fault, false, "[origin] url: " + network.error().told};
  networks.push_back({name, std::move(*network), {config.origin.catch_up_age, config.origin.catch_up_entries}});
  return {};
}

result<void> House::Parts::make_gateway() {
  std::optional<gateway::Before> before;
  if (visitors) {
    auto server = origin::parse_server(config.origin.url, config.origin.tls_ca_file);
    if (!server) return Error{server.error().fault, false, "[origin] url: " + server.error().told};
    before.emplace(gateway::Before{std::move(*server), *visitors});
  }
  gateway = std::make_unique<gateway::Gateway>(loop, config.gateway, layout.directory, *ledger, *accounts, *files,
                                               std::move(before));
  return {};
}

void House::Parts::make_couriers(std::vector<PlacedLink> placed) {
  for (PlacedLink& one : placed) {
    const auto network = std::ranges::find(networks, one.link.policy.network,
                                           [](const RunningNetwork& running) { return running.name; });
    delivery::Room& room = network->network->room(one.link.room);
    RunningLink running{one.link, &room, {}};
    if (one.link.policy.direction != config::Direction::from_room)
      running.courier =
          std::make_shared<delivery::Courier>(loop, std::move(one.link), room, *ledger, one.cursor, network->catch_up);
    operators->oversight().adopt(running);
    links.push_back(std::move(running));
  }
}

asio::awaitable<void> House::Parts::stop_networks() {
  // All at once, so that the slowest decides and not the sum.
  std::size_t left = networks.size();
  asio::steady_timer all_left(loop, asio::steady_timer::time_point::max());
  for (RunningNetwork& one : networks)
    net::spawn(loop, "stop " + one.name, one.network->stop(goodbye), [&] {
      if (--left == 0) all_left.cancel();
    });
  boost::system::error_code ignored;
  if (left > 0) co_await all_left.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// With their networks gone, their deliveries end at once.
asio::awaitable<void> House::Parts::wait_for_couriers() {
  asio::steady_timer timer(loop);
  for (const auto give_up = std::chrono::steady_clock::now() + last_moment;
       std::ranges::any_of(links, [](const RunningLink& one) { return one.courier && !one.courier->stopped(); }) &&
       std::chrono::steady_clock::now() < give_up;) {
    timer.expires_after(std::chrono::milliseconds(5));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

result<std::unique_ptr<House>> House::build(asio::io_context& loop, const config::Config& config) {
  auto parts = std::make_unique<Parts>(loop, config);
  if (auto opened = parts->open_store(); !opened) return opened.error();
  if (auto made = parts->make_networks(parts->layout.links); !made) return made.error();
  parts->make_couriers(parts->layout.links);
  if (auto made = parts->make_gateway(); !made) return made.error();
  parts->operators->furnish({parts->config, *parts->gateway, parts->networks, parts->links, *parts->ledger});
  return std::unique_ptr<House>(new House(std::move(parts)));
}

House::House(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

House::~House() = default;

result<void> House::start() {
  if (auto started = parts_->operators->start(); !started) return started.error();
  if (auto started = parts_->gateway->start(); !started) return started.error();
  parts_->files->start();
  for (RunningNetwork& one : parts_->networks) one.network->start();
  for (RunningLink& one : parts_->links)
    if (one.courier) one.courier->start();
  log::info("app", "native clients connect to {}; {} links on {} networks", parts_->config.gateway.listen,
            parts_->links.size(), parts_->networks.size());
  return {};
}

asio::awaitable<void> House::stop() {
  co_await parts_->gateway->stop(goodbye);
  for (RunningLink& one : parts_->links)
    if (one.courier) one.courier->stop();
  co_await parts_->stop_networks();
  co_await parts_->wait_for_couriers();
  parts_->operators->stop();
}

}  // namespace gb::app
