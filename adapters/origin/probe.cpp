#include "adapters/origin/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "adapters/origin/question.hpp"
#include "adapters/origin/wire/place.hpp"
#include "bridge/net/spawn.hpp"
#include "bridge/origin/connection.hpp"
#include "bridge/origin/polling_transport.hpp"
#include "bridge/origin/server.hpp"
#include "protocol/guild/foreign.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/socketio/client.hpp"
#include "protocol/text/json.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using delivery::Finding;
using delivery::good;
using delivery::wrong;
using nlohmann::json;

constexpr const char* name = "origin";
constexpr const char* check_url = "check the key url, and that this machine may go there";

std::set<std::int64_t> ids_of(const json& list) {
  std::set<std::int64_t> ids;
  if (!list.is_array()) return ids;
  for (const json& one : list)
    if (const auto id = one.is_object() && one.contains("id") ? guild::read_id(one["id"]) : std::nullopt)
      ids.insert(*id);
  return ids;
}

/// One login, and questions that are answered by packets of their own names. Lives on the event loop; kept alive by its
/// connection's coroutine.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(boost::asio::any_io_executor loop, const config::Origin& settings, Server server)
      : loop_(std::move(loop)),
        user_(settings.user),
        limit_(settings.request_timeout),
        connection_(std::make_shared<Connection>(loop_, std::move(server),
                                                 guild::write_token({settings.user, settings.password.reveal()}))) {}

  /// Nothing if all is well; else what is wrong.
  awaitable<std::optional<Finding>> enter() {
    greeting_ = expect("hello");
    net::spawn(loop_, name, stay(), [self = shared_from_this()] {});
    const auto self_user = co_await greeting_->wait(3 * limit_);
    if (!self_user) co_return not_in();
    const auto user = guild::read_user(*self_user);
    if (user && user->id == user_) co_return std::nullopt;
    co_return wrong(name, fmt::format("the server takes us for somebody else than user {}", user_),
                    "check user and password");
  }

  /// Null where nothing came in time.
  awaitable<json> ask(std::string packet, json payload) {
    const auto question = expect(packet);
    connection_->send(socketio::encode_event(packet, payload.is_null() ? std::string() : text::write_json(payload)));
    auto answer = co_await question->wait(limit_);
    co_return answer ? std::move(*answer) : json();
  }

  void leave() { connection_->close("done"); }

 private:
  using Asked = std::shared_ptr<Question<json>>;

  Asked expect(const std::string& packet) {
    asked_[packet] = std::make_shared<Question<json>>(loop_);
    return asked_[packet];
  }

  awaitable<void> stay() {
    ending_ = co_await connection_->run([this](const socketio::Received& received) { hear(received.packet); });
    for (const auto& [packet, question] : asked_) question->give_up();
  }

  void hear(const socketio::Packet& packet) {
    if (packet.type != socketio::PacketType::event) return;
    const auto found = asked_.find(packet.data.front().get_ref<const std::string&>());
    if (found != asked_.end()) found->second->answer(socketio::only_argument(packet));
  }

  Finding not_in() const {
    if (!ending_) return wrong(name, "the server says no hello", check_url);
    if (ending_->kind == Ending::Kind::turned_away)
      return wrong(name, "the server does not let us in: " + ending_->told, "check user and password");
    return wrong(name, ending_->told, check_url);
  }

  boost::asio::any_io_executor loop_;
  std::int64_t user_;
  std::chrono::milliseconds limit_;
  std::shared_ptr<Connection> connection_;
  Asked greeting_;
  std::map<std::string, Asked> asked_;
  std::optional<Ending> ending_;
};

Finding judge(const config::Room& room, std::int64_t user, const std::set<std::int64_t>& guilds, const json& answer) {
  const auto [guild, channel] = parse_place(room.place);
  if (!guilds.contains(guild))
    return wrong(room.room, fmt::format("user {} is in no guild {}", user, guild),
                 "let that account into the guild, or check the id");
  if (answer.is_null())
    return wrong(room.room, fmt::format("the server tells nothing of guild {}", guild), "ask again");
  const std::set<std::int64_t> channels =
      answer.is_object() && answer.contains("channels") ? ids_of(answer["channels"]) : std::set<std::int64_t>{};
  if (channels.contains(channel)) return good(room.room, "the channel is there");
  return wrong(room.room, fmt::format("guild {} has no channel {}", guild, channel), "check the channel's id");
}

awaitable<delivery::Findings> look_inside(boost::asio::any_io_executor loop, const config::Origin& settings,
                                          Server server, const std::vector<config::Room>& rooms) {
  const auto visit = std::make_shared<Visit>(std::move(loop), settings, std::move(server));
  const auto refused = co_await visit->enter();
  if (refused) {
    visit->leave();
    co_return delivery::only(*refused);
  }
  delivery::Findings findings = delivery::only(good(name, fmt::format("{}, as user {}", settings.url, settings.user)));
  const json nothing;
  const json listed = co_await visit->ask("listguilds", nothing);
  const std::set<std::int64_t> guilds = ids_of(listed);
  std::map<std::int64_t, json> known;
  for (const config::Room& room : rooms) {
    const std::int64_t guild = parse_place(room.place).guild;
    if (guilds.contains(guild) && !known.contains(guild)) {
      json answer = co_await visit->ask("guild", guild);
      known[guild] = std::move(answer);
    }
    findings.push_back(judge(room, settings.user, guilds, known[guild]));
  }
  visit->leave();
  co_return findings;
}

}  // namespace

awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Origin settings,
                                    std::vector<config::Room> rooms) {
  auto server = parse_server(settings.url, settings.tls_ca_file);
  if (!server) co_return delivery::only(wrong(name, "url: " + server.error().told, check_url));
  if (settings.has_account()) co_return co_await look_inside(loop, settings, std::move(*server), rooms);
  // Nobody to log in as: what can be seen is whether such a server is there.
  const auto transport =
      std::make_shared<PollingTransport>(loop, std::move(*server), std::string(), Connection::most_packet);
  const auto opened = co_await transport->open();
  transport->close();
  if (!opened) co_return delivery::only(wrong(name, opened.error().told, check_url));
  co_return delivery::only(good(name, settings.url + " answers"));
}

}  // namespace gb::origin
