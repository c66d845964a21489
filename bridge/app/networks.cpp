#include "bridge/app/networks.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "adapters/irc/network.hpp"
#include "adapters/matrix/network.hpp"
#include "adapters/origin/network.hpp"
#include "bridge/app/kept_sts.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds goodbye{3};
constexpr std::chrono::milliseconds last_moment{300};
constexpr std::chrono::milliseconds between_networks{500};  // Servers dislike many connections at once.

std::string name_of(const NetworkSettings& settings) {
  if (const auto* irc = std::get_if<config::Irc>(&settings)) return "irc." + irc->name;
  if (const auto* matrix = std::get_if<config::Matrix>(&settings)) return "matrix." + matrix->name;
  return "origin";
}

delivery::CatchUp catch_up_of(const NetworkSettings& settings) {
  return std::visit(
      [](const auto& one) {
        return delivery::CatchUp{one.catch_up_age, one.catch_up_entries};
      },
      settings);
}

std::vector<delivery::Link> links_of(const std::string& network, const std::vector<PlacedLink>& placed) {
  std::vector<delivery::Link> own;
  for (const PlacedLink& one : placed)
    if (one.link.policy.network == network) own.push_back(one.link);
  return own;
}

// In the order of the file. An origin that nothing is linked to is none of these.
std::vector<NetworkSettings> wanted_networks(const config::Config& config, const std::vector<PlacedLink>& links) {
  std::vector<NetworkSettings> wanted;
  for (const config::Irc& irc : config.irc) wanted.emplace_back(irc);
  for (const config::Matrix& matrix : config.matrix) wanted.emplace_back(matrix);
  if (!links_of("origin", links).empty()) wanted.emplace_back(config.origin);
  return wanted;
}

std::map<std::string, std::string> without_prefix(const std::map<std::string, std::string>& kept,
                                                  const std::string& prefix) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : kept) out.emplace(name.substr(prefix.size()), value);
  return out;
}

bool carries(const config::Room& policy) {
  return policy.direction != config::Direction::from_room;
}

// What decides how a room is entered, and whether anything is carried there, makes it another link: it is entered anew.
bool is_same(const RunningLink& running, const PlacedLink& wanted) {
  const config::Room& now = running.link.policy;
  const config::Room& then = wanted.link.policy;
  return running.link.room == wanted.link.room && running.link.channel == wanted.link.channel && now.key == then.key &&
         now.create == then.create && carries(now) == carries(then);
}

bool is_over(const RunningLink& one) {
  return !one.courier || one.courier->stopped();
}

}  // namespace

Networks::Networks(asio::any_io_executor loop, Tools tools)
    : loop_(std::move(loop)), tools_(std::move(tools)), sts_(kept_sts_policies(tools_.kept)) {}

Networks::~Networks() {
  // A courier whose delivery has not come to an end lives until the loop goes, which is after the rooms.
  for (RunningLink& one : links_)
    if (one.courier) one.courier->detach();
  for (Leaving& leaving : left_)
    for (RunningLink& one : leaving.links)
      if (one.courier) one.courier->detach();
}

result<void> Networks::make(const config::Config& config, const OwnAvatars& avatars,
                            const std::vector<PlacedLink>& links) {
  for (const NetworkSettings& settings : wanted_networks(config, links)) {
    auto made = make_one(settings, avatars, links);
    if (!made) return made.error();
    networks_.push_back(std::move(*made));
  }
  for (const PlacedLink& one : links) link_up(one);
  return {};
}

result<RunningNetwork> Networks::make_one(const NetworkSettings& settings, const OwnAvatars& avatars,
                                          const std::vector<PlacedLink>& links) {
  RunningNetwork made{name_of(settings), settings, {}, catch_up_of(settings)};
  auto own = links_of(made.name, links);
  result<std::unique_ptr<delivery::Adapter>> adapter;
  if (const auto* irc = std::get_if<config::Irc>(&settings))
    adapter = make_irc(*irc, std::move(own));
  else if (const auto* matrix = std::get_if<config::Matrix>(&settings))
    adapter = make_matrix(*matrix, avatars, std::move(own));
  else
    adapter = make_origin(std::get<config::Origin>(settings), std::move(own));
  if (!adapter) return adapter.error();
  made.network = std::move(*adapter);
  return made;
}

result<std::unique_ptr<delivery::Adapter>> Networks::make_irc(const config::Irc& settings,
                                                              std::vector<delivery::Link> links) {
  const std::string prefix = "irc." + settings.name + " ";
  irc::NetworkOptions options{
      started_ ? std::chrono::milliseconds(0) : std::exchange(start_after_, start_after_ + between_networks),
      &sts_,
      &tools_.files,
      &tools_.ledger,
      without_prefix(tools_.kept.read(prefix), prefix),
      [this, prefix](const std::string& key, std::string value) { tools_.kept.write(prefix + key, std::move(value)); }};
  return irc::make_network(loop_, settings, std::move(links), std::move(options));
}

result<std::unique_ptr<delivery::Adapter>> Networks::make_matrix(const config::Matrix& settings,
                                                                 const OwnAvatars& avatars,
                                                                 std::vector<delivery::Link> links) {
  const std::string name = "matrix." + settings.name;
  const std::string prefix = name + " ";
  const auto avatar = avatars.find(name);
  matrix::NetworkOptions options{&tools_.ledger,
                                 &tools_.files,
                                 &claims_,
                                 &avatars_,
                                 avatar == avatars.end() ? std::nullopt : std::optional(avatar->second),
                                 tools_.names,
                                 without_prefix(tools_.kept.read(prefix), prefix),
                                 [this, prefix](const std::string& key, std::optional<std::string> value) {
                                   tools_.kept.write(prefix + key, std::move(value));
                                 }};
  return matrix::make_network(loop_, settings, std::move(links), std::move(options));
}

result<std::unique_ptr<delivery::Adapter>> Networks::make_origin(const config::Origin& settings,
                                                                 std::vector<delivery::Link> links) {
  // Of this server: another one numbers its messages in another way.
  const std::string prefix = "origin " + settings.url + " ";
  origin::NetworkOptions options{
      &tools_.ledger, &tools_.files, without_prefix(tools_.kept.read(prefix), prefix),
      [this, prefix](const std::string& key, std::string value) { tools_.kept.write(prefix + key, std::move(value)); }};
  auto made = origin::make_network(loop_, settings, std::move(links), options);
  if (!made) return Error{made.error().fault, false, "[origin] url: " + made.error().told};
  return made;
}

RunningNetwork* Networks::find(const std::string& name) {
  const auto found = std::ranges::find(networks_, name, &RunningNetwork::name);
  return found == networks_.end() ? nullptr : &*found;
}

void Networks::link_up(const PlacedLink& placed) {
  RunningLink running{placed.link, &find(placed.link.policy.network)->network->room(placed.link.room), {}};
  carry(running, placed.cursor, placed.missed);
  links_.push_back(std::move(running));
}

void Networks::carry(RunningLink& running, Seq cursor, std::size_t missed) {
  if (carries(running.link.policy)) make_courier(running, cursor, missed);
  tools_.show(running);
  if (started_ && running.courier) running.courier->start();
}

void Networks::make_courier(RunningLink& running, Seq cursor, std::size_t missed) {
  running.courier = std::make_shared<delivery::Courier>(loop_, running.link, *running.room, tools_.ledger, cursor,
                                                        find(running.link.policy.network)->catch_up);
  if (missed > 0) running.courier->missed(cursor, missed);
}

void Networks::start() {
  started_ = true;
  for (RunningNetwork& one : networks_) one.network->start();
  for (RunningLink& one : links_)
    if (one.courier) one.courier->start();
}

asio::awaitable<result<void>> Networks::change(const config::Config& config, const OwnAvatars& avatars,
                                               std::vector<PlacedLink> wanted) {
  const std::vector<NetworkSettings> settings = wanted_networks(config, wanted);
  std::vector<RunningNetwork> fresh;
  for (const NetworkSettings& one : settings) {
    if (const RunningNetwork* now = find(name_of(one)); now != nullptr && now->settings == one) continue;
    auto made = make_one(one, avatars, wanted);
    if (!made) co_return made.error();
    fresh.push_back(std::move(*made));
  }
  Leaving& leaving = left_.emplace_back();
  take_out(settings, leaving);
  drop_links(wanted, leaving);
  co_await leave(leaving.networks);
  co_await wait_for_couriers(leaving.links);
  if (stopping_) co_return Error{Fault::house, false, "the bridge stops"};
  for (PlacedLink& one : wanted) one.cursor = std::max(one.cursor, reached(one, leaving));
  take_up(wanted);
  for (RunningNetwork& one : fresh) begin(std::move(one), wanted);
  co_return result<void>();
}

void Networks::begin(RunningNetwork fresh, const std::vector<PlacedLink>& wanted) {
  const std::string name = fresh.name;
  fresh.network->start();
  networks_.push_back(std::move(fresh));
  for (const PlacedLink& one : wanted)
    if (one.link.policy.network == name) link_up(one);
}

// Networks that the config does not name any more, or in another way.
void Networks::take_out(const std::vector<NetworkSettings>& wanted, Leaving& leaving) {
  const auto stays = [&](const RunningNetwork& running) {
    return std::ranges::find(wanted, running.settings) != wanted.end();
  };
  const auto gone = std::stable_partition(networks_.begin(), networks_.end(), stays);
  std::move(gone, networks_.end(), std::back_inserter(leaving.networks));
  networks_.erase(gone, networks_.end());
}

void Networks::drop_links(const std::vector<PlacedLink>& wanted, Leaving& leaving) {
  const auto stays = [&](const RunningLink& running) {
    return find(running.link.policy.network) != nullptr &&
           std::ranges::any_of(wanted, [&](const PlacedLink& one) { return is_same(running, one); });
  };
  const auto gone = std::stable_partition(links_.begin(), links_.end(), stays);
  for (auto one = gone; one != links_.end(); ++one) {
    if (one->courier) one->courier->stop();
    if (RunningNetwork* network = find(one->link.policy.network)) network->network->remove(one->link.room);
    claims_.release(one->link.name);
    leaving.links.push_back(std::move(*one));
  }
  links_.erase(gone, links_.end());
}

// Links of networks that are there.
void Networks::take_up(const std::vector<PlacedLink>& wanted) {
  for (const PlacedLink& one : wanted) {
    RunningNetwork* network = find(one.link.policy.network);
    if (network == nullptr) continue;
    const auto running = std::ranges::find_if(links_, [&](const RunningLink& link) { return is_same(link, one); });
    if (running != links_.end()) {
      adopt(*running, one);
      continue;
    }
    network->network->add(one.link);
    link_up(one);
  }
}

void Networks::adopt(RunningLink& running, const PlacedLink& wanted) {
  running.link.channel_key = wanted.link.channel_key;
  if (running.link.policy == wanted.link.policy) return;
  running.link.policy = wanted.link.policy;
  running.room->adopt(wanted.link.policy);
}

asio::awaitable<void> Networks::stop() {
  stopping_ = true;
  for (RunningLink& one : links_)
    if (one.courier) one.courier->stop();
  co_await leave(networks_);
  co_await wait_for_couriers(links_);
}

// All at once, so that the slowest decides and not the sum.
asio::awaitable<void> Networks::leave(std::vector<RunningNetwork>& networks) {
  std::size_t left = networks.size();
  asio::steady_timer all_left(loop_, asio::steady_timer::time_point::max());
  for (RunningNetwork& one : networks)
    net::spawn(loop_, "stop " + one.name, one.network->stop(goodbye), [&] {
      if (--left == 0) all_left.cancel();
    });
  boost::system::error_code ignored;
  if (left > 0) co_await all_left.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// With their rooms gone, their deliveries end at once.
asio::awaitable<void> Networks::wait_for_couriers(const std::vector<RunningLink>& links) {
  asio::steady_timer timer(loop_);
  for (const auto give_up = std::chrono::steady_clock::now() + last_moment;
       !std::ranges::all_of(links, is_over) && std::chrono::steady_clock::now() < give_up;) {
    timer.expires_after(std::chrono::milliseconds(5));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

// How far the room was brought while its cursor was on the way to us.
Seq Networks::reached(const PlacedLink& placed, const Leaving& leaving) {
  Seq upto;
  for (const RunningLink& one : leaving.links)
    if (one.courier && one.link.room == placed.link.room && one.link.channel == placed.link.channel)
      upto = std::max(upto, one.courier->cursor());
  return upto;
}

}  // namespace gb::app
