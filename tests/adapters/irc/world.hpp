#pragma once

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/irc/network.hpp"
#include "bridge/base/log.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/delivery/courier.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/scripted_irc.hpp"
#include "tests/support/until.hpp"

namespace gb::irc::test {

using delivery::Condition;
using gb::test::ScriptedIrc;
using gb::test::until;
using namespace std::chrono_literals;

inline core::UserPtr native(std::int64_t id, std::string name) {
  return std::make_shared<const core::User>(core::User{UserId{id}, Time{}, name, name});
}

/// Settings with times made small.
inline config::Irc quick_settings(const std::string& server) {
  config::Irc settings;
  settings.name = "net";
  settings.server = server;
  settings.tls = false;
  settings.nick = "gb";
  settings.username = "g";
  settings.pace.per_second = 0;
  settings.connect_timeout = 2s;
  settings.reconnect_min = 20ms;
  settings.reconnect_max = 200ms;
  settings.rejoin_delay = 50ms;
  return settings;
}

// What tests provoke is not worth a line each.
inline const bool quiet = (log::set_threshold(log::Level::error), true);

/// A house of channels, each linked to an IRC channel of the same name ("#gen", "#dev", ...).
struct World {
  explicit World(std::vector<std::string> places = {"#gen"}) {
    for (const std::string& place : places) add(place);
  }

  ~World() {
    for (const auto& courier : couriers) courier->stop();
    until(
        loop, [&] { return std::ranges::all_of(couriers, [](const auto& courier) { return courier->stopped(); }); },
        200ms);
    network.reset();
  }

  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// A room of a channel of its own, or one more room of a channel that is there.
  delivery::Link& add(const std::string& place, std::shared_ptr<core::Channel> channel = nullptr) {
    const auto id = static_cast<std::int64_t>(links.size()) + 1;
    delivery::Link link;
    link.room = RoomId{id};
    link.name = "irc.net/" + place;
    link.place = place;
    if (!channel)
      channel = std::make_shared<core::Channel>(
          core::ChannelInfo{ChannelId{id}, GuildId{1}, place.substr(1), "", Time{}}, ledger, Seq{});
    link.channel = std::move(channel);
    links.push_back(link);
    return links.back();
  }

  void start(config::Irc settings, NetworkOptions options = {}) {
    network = make_network(loop.get_executor(), std::move(settings), links, options);
    network->start();
  }

  void start() { start(quick_settings(irc.address())); }

  delivery::Room& room(std::size_t index = 0) { return network->room(links[index].room); }
  core::Channel& channel(std::size_t index = 0) { return *links[index].channel; }
  bool joined(std::size_t index = 0) { return room(index).state().condition == Condition::joined; }
  bool until_joined(std::size_t index = 0) {
    return until(loop, [&] { return joined(index); });
  }

  void start_courier(std::size_t index = 0) {
    couriers.push_back(std::make_shared<delivery::Courier>(loop.get_executor(), links[index], room(index), ledger,
                                                           Seq{}, delivery::CatchUp{24h, 1'000'000}));
    couriers.back()->start();
  }

  void post(const std::string& text, core::MessageKind kind = core::MessageKind::text, std::size_t index = 0) {
    core::Draft draft;
    draft.message.kind = kind;
    draft.message.body.text = text;
    channel(index).post(alice, SessionId{1}, std::move(draft), wall_now(), [](const auto&) {});
  }

  /// Delivers entries by hand; the answer stands in `receipts` when `delivered`.
  void deliver(std::vector<std::string> texts, std::size_t index = 0) {
    std::vector<core::EntryPtr> window;
    for (std::string& text : texts) {
      core::Entry entry;
      entry.seq = Seq{++last_seq};
      entry.author = alice;
      entry.created = wall_now();
      entry.event = core::Message{core::MessageKind::text, {std::move(text), {}}, {}};
      window.push_back(std::make_shared<const core::Entry>(std::move(entry)));
    }
    delivered = false;
    const auto task = [](World& world, std::size_t at,
                         std::vector<core::EntryPtr> entries) -> boost::asio::awaitable<void> {
      world.receipts = co_await world.room(at).deliver(std::move(entries));
      world.delivered = true;
    };
    boost::asio::co_spawn(loop, task(*this, index, std::move(window)), boost::asio::detached);
  }

  bool until_delivered() {
    return until(loop, [&] { return delivered; });
  }

  /// What the channels have heard, as text.
  std::vector<std::string> heard() const {
    std::vector<std::string> out;
    for (const core::EntryPtr& entry : ledger.entries)
      if (const auto* message = std::get_if<core::Message>(&entry->event)) out.push_back(message->body.text);
    return out;
  }

  bool until_heard(std::size_t count) {
    return until(loop, [&] { return heard().size() >= count; });
  }

  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  ScriptedIrc irc{loop};
  core::UserPtr alice = native(7, "Alice");
  std::vector<delivery::Link> links;
  std::unique_ptr<Network> network;
  std::vector<std::shared_ptr<delivery::Courier>> couriers;
  std::vector<delivery::Receipt> receipts;
  bool delivered = false;
  std::int64_t last_seq = 0;
};

}  // namespace gb::irc::test
