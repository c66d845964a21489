// A server made of the gateway's own engine and Socket.IO machine, for suites that test those protocols from outside.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "bridge/base/log.hpp"
#include "bridge/gateway/engine/deadlines.hpp"
#include "bridge/gateway/engine/engine.hpp"
#include "bridge/net/spawn.hpp"
#include "protocol/socketio/connection.hpp"
#include "protocol/text/json.hpp"

namespace {

namespace sio = gb::socketio;
using gb::gateway::EngineSession;
using nlohmann::json;

class EngineEcho : public gb::gateway::EngineHandler {
 public:
  void on_open(EngineSession& session) override { session.admit(); }
  void on_text(EngineSession& session, std::string_view message) override { session.send_text(message); }
  void on_binary(EngineSession& session, std::string_view message) override { session.send_binary(message); }
  void on_writable(EngineSession&) override {}
  void on_close(EngineSession&, std::string_view) override {}
};

class SocketEcho : public gb::gateway::EngineHandler {
 public:
  SocketEcho(gb::gateway::Deadlines& deadlines, std::chrono::milliseconds connect_timeout)
      : deadlines_(deadlines), connect_timeout_(connect_timeout) {}

  void on_open(EngineSession& session) override {
    session.admit();
    const auto dialect = session.version() == gb::engineio::Version::v3 ? sio::Dialect::v2 : sio::Dialect::v4;
    auto peer = std::make_shared<Peer>(session, dialect);
    peers_[session.id()] = peer;
    deadlines_.schedule(peer, std::chrono::steady_clock::now() + connect_timeout_);
    sio::Actions actions;
    peer->connection.start(actions);
    run(*peer, actions);
  }

  void on_text(EngineSession& session, std::string_view message) override {
    const auto peer = peers_.at(session.id());
    sio::Actions actions;
    peer->connection.text(
        message, [](std::string_view space) { return space == "/" || space == "/custom"; }, actions);
    run(*peer, actions);
  }

  void on_binary(EngineSession& session, std::string_view message) override {
    const auto peer = peers_.at(session.id());
    sio::Actions actions;
    peer->connection.binary(message, actions);
    run(*peer, actions);
  }

  void on_writable(EngineSession&) override {}
  void on_close(EngineSession& session, std::string_view) override { peers_.erase(session.id()); }

 private:
  struct Peer : gb::gateway::Timed {
    Peer(EngineSession& engine_session, sio::Dialect dialect) : session(engine_session), connection(dialect) {}
    gb::Tick on_deadline(gb::Tick) override {
      if (!connection.connected_at_all()) session.close("no CONNECT in time");
      return gb::Tick::max();
    }
    EngineSession& session;
    sio::Connection connection;
  };

  static void send(EngineSession& session, sio::PacketType type, const std::string& space,
                   std::optional<std::uint64_t> id, const json& data) {
    const sio::Encoded encoded = sio::encode_with_attachments(type, space, id, data);
    session.send_text(encoded.text);
    for (const std::string& attachment : encoded.attachments) session.send_binary(attachment);
  }

  static void run(Peer& peer, const sio::Actions& actions) {
    for (const sio::Action& action : actions) act(peer, action);
  }

  static void act(Peer& peer, const sio::Action& action) {
    EngineSession& session = peer.session;
    if (const auto* wants = std::get_if<sio::WantsToConnect>(&action)) {
      sio::Actions answer;
      peer.connection.accept(wants->space, "sid-" + std::to_string(session.id().value) + "-aaaaaaaaaaaa", answer);
      run(peer, answer);
      const json auth = wants->auth.is_null() ? json::object() : wants->auth;
      send(session, sio::PacketType::event, wants->space, {}, json::array({"auth", auth}));
    } else if (const auto* event = std::get_if<sio::Event>(&action)) {
      if (event->name == "message") {
        json data = event->arguments;
        data.insert(data.begin(), "message-back");
        send(session, sio::PacketType::event, event->space, {}, data);
      } else if (event->name == "message-with-ack" && event->ack) {
        send(session, sio::PacketType::ack, event->space, event->ack, event->arguments);
      }
    } else if (const auto* text = std::get_if<sio::SendText>(&action)) {
      session.send_text(text->text);
    } else if (const auto* close = std::get_if<sio::Close>(&action)) {
      session.close(close->reason);
    }
  }

  gb::gateway::Deadlines& deadlines_;
  std::chrono::milliseconds connect_timeout_;
  std::unordered_map<gb::SessionId, std::shared_ptr<Peer>> peers_;
};

struct Options {
  std::uint16_t port = 0;
  std::string mode = "engineio";
  std::int64_t ping_interval = 25'000;
  std::int64_t ping_timeout = 20'000;
  std::size_t max_payload = 1'000'000;
  std::int64_t connect_timeout = 45'000;
};

int run(const Options& options) {
  boost::asio::io_context loop(1);
  gb::gateway::Deadlines deadlines(loop.get_executor());
  EngineEcho engine_echo;
  SocketEcho socket_echo(deadlines, std::chrono::milliseconds(options.connect_timeout));
  const bool engine_mode = options.mode == "engineio";

  gb::gateway::EngineSettings settings;
  settings.port = options.port;
  settings.path = engine_mode ? "/engine.io/" : "/socket.io/";
  settings.engineio.ping_interval = std::chrono::milliseconds(options.ping_interval);
  settings.engineio.ping_timeout = std::chrono::milliseconds(options.ping_timeout);
  settings.engineio.max_payload = options.max_payload;
  settings.engineio.max_waiting = 4 * options.max_payload;
  gb::gateway::EngineHandler& handler =
      engine_mode ? static_cast<gb::gateway::EngineHandler&>(engine_echo) : socket_echo;
  const auto engine = gb::gateway::make_engine(loop.get_executor(), settings, handler, {});
  if (auto started = engine->start(); !started) {
    std::cerr << started.error().told << "\n";
    return 1;
  }
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](auto, int) { loop.stop(); });
  loop.run();
  std::quick_exit(0);  // Clients may still be connected; how the gateway stops is not this program's subject.
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Echoes Engine.IO or Socket.IO messages"};
  Options options;
  app.add_option("--port", options.port)->required();
  app.add_option("--mode", options.mode)->check(CLI::IsMember({"engineio", "socketio"}));
  app.add_option("--ping-interval", options.ping_interval);
  app.add_option("--ping-timeout", options.ping_timeout);
  app.add_option("--max-payload", options.max_payload);
  app.add_option("--connect-timeout", options.connect_timeout);
  CLI11_PARSE(app, argc, argv);
  return run(options);
}
