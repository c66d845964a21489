#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "bridge/gateway/common.hpp"
#include "bridge/gateway/session.hpp"
#include "protocol/guild/token.hpp"
#include "tests/bridge/gateway/fake_client.hpp"
#include "tests/bridge/gateway/fake_store.hpp"

namespace gb::gateway::test {

inline std::string token_of(const core::User& user) {
  return guild::write_token({user.id.value, "password of " + user.handle});
}

class House;

/// A native on a fake engine session.
class Client {
 public:
  Client(House& house, SessionId id, engineio::Version version, Peer peer);
  ~Client() { leave(); }

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// What the client sends, as Socket.IO text; then the loop runs until it has nothing to do.
  void says(const std::string& text);

  /// Sends `2["packet",payload]` with acknowledgement and returns what that carries.
  nlohmann::json asks(const std::string& packet, const std::string& payload = "");

  void leave() {
    if (session) session->gone();
    session = nullptr;
  }

  House& house;
  FakeEngineSession engine;
  std::shared_ptr<Session> session;

 private:
  int acks_ = 100;
};

/// A guild "Club" (id 1) of alice and bob with channels 1 "general" and 2 "random", and a guild "Secret" (id 2) of bob
/// alone with channel 3.
class House {
 public:
  explicit House(config::Gateway config = {})
      : common(loop.get_executor(), adapted(std::move(config)), directory, ledger, accounts, files.store()) {
    add_guild({GuildId{1}, "Club", some_day, false, {"alice", "bob"}, {}},
              {{ChannelId{1}, "general"}, {ChannelId{2}, "random"}});
    add_guild({GuildId{2}, "Secret", some_day, false, {"bob"}, {}}, {{ChannelId{3}, "hidden"}});
  }

  std::unique_ptr<Client> connect(engineio::Version version = engineio::Version::v4,
                                  Peer peer = {"192.0.2.1", "", ""}) {
    return std::make_unique<Client>(*this, SessionId{++sessions_}, version, std::move(peer));
  }

  std::unique_ptr<Client> login(const core::User& user) {
    auto client = connect();
    client->says(R"(0{"token":")" + token_of(user) + R"("})");
    client->engine.texts.clear();
    return client;
  }

  std::unique_ptr<Client> login_active(const core::User& user) {
    auto client = login(user);
    client->says(R"(2["setactivechannel",{"guild":1,"channel":1}])");
    return client;
  }

  core::Channel& channel(std::size_t guild, std::size_t index) {
    return *directory.guilds().at(guild)->channels.at(index);
  }
  core::Channel& general() { return channel(0, 0); }

  /// Somebody in a room of `general` speaks.
  void hear(const std::string& text) {
    core::Incoming incoming{{"irc.net", "nick:carl", "carl"}, {}, some_day, {}};
    incoming.message.body.text = text;
    general().receive(RoomId{1}, std::move(incoming), [](const auto&) {});
  }

  /// Until there is nothing to do; on a slow machine a feed may make a short pause in between.
  void run() {
    constexpr std::chrono::milliseconds longer_than_a_pause{6};
    do {
      loop.restart();
      loop.poll();
    } while (loop.run_one_for(longer_than_a_pause) > 0);
  }

  boost::asio::io_context loop;
  FakeLedger ledger{loop};
  FakeAccounts accounts{loop};
  core::UserPtr alice = accounts.add("alice");
  core::UserPtr bob = accounts.add("bob");
  core::Directory directory;
  TemporaryFiles files{loop.get_executor()};
  Common common;

 private:
  struct Named {
    ChannelId id;
    std::string name;
  };

  // Rates are tested where they are the matter.
  static config::Gateway adapted(config::Gateway config) {
    if (config.posts.burst == config::Gateway{}.posts.burst) config.posts.per_second = 0;
    if (config.packets.burst == config::Gateway{}.packets.burst) config.packets.per_second = 0;
    return config;
  }

  void add_guild(core::Guild guild, const std::vector<Named>& channels) {
    for (const Named& named : channels)
      guild.channels.push_back(std::make_shared<core::Channel>(
          core::ChannelInfo{named.id, guild.id, named.name, "About " + named.name, some_day}, ledger, Seq{0}));
    directory.add(std::move(guild));
  }

  std::int64_t sessions_ = 0;
};

inline Client::Client(House& where, SessionId id, engineio::Version version, Peer peer)
    : house(where), engine(id, version, std::move(peer)), session(std::make_shared<Session>(engine, house.common)) {
  session->start();
  house.run();
}

inline void Client::says(const std::string& text) {
  session->text(text);
  house.run();
}

inline nlohmann::json Client::asks(const std::string& packet, const std::string& payload) {
  const int id = ++acks_;
  says("2" + std::to_string(id) + "[\"" + packet + "\"" + (payload.empty() ? "" : "," + payload) + "]");
  return engine.take_ack(id);
}

}  // namespace gb::gateway::test
