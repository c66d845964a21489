#include "bridge/gateway/proxy/origin_side.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "bridge/base/backoff.hpp"
#include "bridge/base/log.hpp"
#include "bridge/gateway/proxy/file_copies.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/spawn.hpp"
#include "protocol/guild/encode.hpp"
#include "protocol/guild/foreign.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/json.hpp"

namespace gb::gateway {
namespace {

using boost::asio::awaitable;
using nlohmann::json;

constexpr std::chrono::seconds patience{20};
constexpr std::chrono::seconds guilds_patience{5};
constexpr std::chrono::seconds least_pause{1};
constexpr std::chrono::seconds most_pause{30};
constexpr std::size_t packet_overhead = 256;
constexpr std::size_t most_held = 256;
constexpr std::size_t most_waiting = 256;  // Packets behind a file that is being copied.
constexpr std::string_view away = "The origin server cannot be reached right now; what is not of it works";
constexpr std::string_view unclear_guilds =
    "Some guilds of the origin are left out: their ids are no whole numbers below 2^52";

bool is_live(std::string_view name) {
  return name == "message" || name == "typing" || name == "messageremoved";
}

// An event with its name put back where it was.
json whole(const socketio::Event& event) {
  json data = json::array({event.name});
  for (const json& argument : event.arguments) data.push_back(argument);
  return data;
}

}  // namespace

/// A file of ours on its way to the origin.
struct OriginSide::CopyUnderWay {
  explicit CopyUnderWay(const boost::asio::any_io_executor& loop) : over(loop, patience) {}

  boost::asio::steady_timer over;
  std::string name;  ///< What the origin calls it.
};

OriginSide::OriginSide(Proxy& proxy, Proxied& session)
    : proxy_(proxy),
      above_(&session),
      outgoing_(std::make_shared<delivery::InOrder>(proxy.loop, "gateway")),
      borrowing_(std::make_shared<delivery::InOrder>(proxy.loop, "gateway")),
      pause_(proxy.loop),
      patience_(proxy.loop),
      guilds_patience_(proxy.loop) {}

void OriginSide::log_in(std::string token, std::string address) {
  token_ = std::move(token);
  address_ = std::move(address);
  net::spawn(proxy_.loop, "gateway", live(), [self = shared_from_this()] {});
}

void OriginSide::close() {
  above_ = nullptr;
  if (connection_) connection_->close();
  pause_.cancel();
  patience_.cancel();
  guilds_patience_.cancel();
}

awaitable<void> OriginSide::pause(std::chrono::milliseconds time) {
  pause_.expires_after(time);
  boost::system::error_code ignored;
  co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

awaitable<void> OriginSide::live() {
  Backoff backoff(least_pause, most_pause);
  while (above_ != nullptr) {
    greeted_ = false;
    connection_ = std::make_shared<origin::Connection>(proxy_.loop, proxy_.server, token_, address_);
    patience_.expires_after(2 * patience);
    patience_.async_wait([connection = connection_](const boost::system::error_code& over) {
      if (!over) connection->close("the origin says no hello");
    });
    const origin::Ending ending = co_await connection_->run([this](const socketio::Received& packet) { hear(packet); });
    connection_ = nullptr;
    patience_.cancel();
    lose_uploads();
    if (std::exchange(greeted_, false)) backoff.steady();
    if (above_ == nullptr) break;
    if (ending.kind == origin::Ending::Kind::turned_away) co_return turned_away(ending.told);
    log::info("gateway", "the origin is away for {}: {}", address_, ending.told);
    if (!user_ && !co_await come_in_from_memory()) co_return;
    co_await pause(backoff.delay(std::uniform_real_distribution<double>(0, 1)(random_)));
  }
}

void OriginSide::lose_uploads() {
  for (const auto& copy : std::exchange(uploads_, {}))
    if (copy) copy->over.cancel();
}

void OriginSide::turned_away(const std::string& told) {
  const auto parsed = guild::parse_token(token_);
  const auto* who = std::get_if<guild::Credentials>(&parsed);
  if (who != nullptr && who->id >= 0 && who->id <= most_origin_id)
    proxy_.visitors.turned_away(origin_user(who->id), who->pass);
  if (user_)
    above_->end("the origin does not let him in any more");
  else
    above_->not_admitted(told, true);
}

// Whoever the origin has let in lately may use what is ours without it.
awaitable<bool> OriginSide::come_in_from_memory() {
  const auto parsed = guild::parse_token(token_);
  const auto* who = std::get_if<guild::Credentials>(&parsed);
  using Greeting = std::optional<std::string>;
  result<Greeting> known = Greeting{};
  if (who != nullptr && who->id >= 0 && who->id <= most_origin_id)
    known = co_await net::await_done<Greeting>(
        [&](Done<Greeting> done) { proxy_.visitors.recall(origin_user(who->id), who->pass, std::move(done)); });
  if (above_ == nullptr) co_return false;
  core::UserPtr user;
  if (known && *known) {
    const json self = text::parse_json(**known);
    user = co_await user_of(self);
  }
  if (above_ == nullptr) co_return false;
  if (!user) {
    // Not a refusal, after which clients do not come back by themselves.
    above_->end("the origin cannot be asked who he is");
    co_return false;
  }
  user_ = user;
  above_->admitted(user, socketio::encode_event("hello", **known));
  co_return true;
}

void OriginSide::hear(const socketio::Received& received) {
  if (above_ == nullptr) return;
  const socketio::Packet& packet = received.packet;
  const bool event = packet.type == socketio::PacketType::event || packet.type == socketio::PacketType::binary_event;
  const std::string& name = event ? packet.data.front().get_ref<const std::string&>() : std::string();
  if (name == "hello") return greeted(received);
  if (!user_ || !greeted_) {
    held_.push_back(received);
    if (held_.size() > most_held) connection_->close("the origin talks on before its hello");
    return;
  }
  if (is_live(name) && active() == World::ours) return;
  if (name == "listguilds") return show_guilds(received);
  if (name == "uploadstatus") return uploaded(received);
  above_->pass(received.text, received.attachments);
}

void OriginSide::greeted(const socketio::Received& hello) {
  patience_.cancel();
  const auto id = origin_id(socketio::only_argument(hello.packet));
  if (!id || (user_ && user_->id != origin_user(*id))) {
    constexpr std::string_view unfit =
        "The origin's id of this user is no whole number below 2^52: nobody could tell "
        "it from ours";
    if (user_)
      above_->end("the origin takes him for somebody else");
    else
      above_->not_admitted(std::string(unfit), false);
    return close();
  }
  net::spawn(proxy_.loop, "gateway", admit(hello, *id), [self = shared_from_this()] {});
}

// Null: the disk is in the way, or there is no such user.
awaitable<core::UserPtr> OriginSide::user_of(const json& self) {
  const auto id = origin_id(self);
  const auto told = guild::read_user(self);
  if (!id || !told) co_return nullptr;
  const std::string number = std::to_string(*id);
  const std::string handle = text::clean_name(told->handle, number);
  std::vector<core::OutsidePerson> people;
  people.push_back({"origin", number, text::clean_name(told->display_name, handle), handle, origin_user(*id)});
  using Users = std::vector<core::UserPtr>;
  const auto users = co_await net::await_done<Users>(
      [&](Done<Users> done) { proxy_.ledger.resolve(std::move(people), std::move(done)); });
  co_return users && users->size() == 1 ? users->front() : nullptr;
}

awaitable<void> OriginSide::admit(socketio::Received hello, std::int64_t id) {
  const auto from = connection_;
  const json& self = socketio::only_argument(hello.packet);
  const core::UserPtr user = co_await user_of(self);
  if (above_ == nullptr || connection_ != from) co_return;
  if (!user) {
    if (!user_) above_->not_admitted("Who you are could not be written down: try again in a minute", false);
    co_return from->close("nothing can be written");
  }
  const auto parsed = guild::parse_token(token_);
  const auto* who = std::get_if<guild::Credentials>(&parsed);
  if (who != nullptr && who->id == id) proxy_.visitors.admitted(user, who->pass, text::write_json(self));
  greeted_ = true;
  if (!active_.empty()) from->send(active_);
  if (std::exchange(user_, user))
    above_->pass(hello.text, {});
  else
    above_->admitted(user, hello.text);
  for (const socketio::Received& packet : std::exchange(held_, {})) hear(packet);
}

void OriginSide::show_guilds(const socketio::Received& packet) {
  if (asked_guilds_ > 0) --asked_guilds_;
  if (asked_guilds_ == 0) guilds_patience_.cancel();
  const AllGuilds all = with_our_guilds(packet, above_->our_guilds(), proxy_.view.ids);
  above_->pass(all.text, {});
  if (all.left_out) above_->send("rejected", guild::rejected("listguilds", unclear_guilds));
}

void OriginSide::uploaded(const socketio::Received& packet) {
  std::shared_ptr<CopyUnderWay> copy;
  if (!uploads_.empty()) {
    copy = uploads_.front();
    uploads_.pop_front();
  }
  if (!copy) return above_->pass(packet.text, packet.attachments);
  copy->name = guild::read_uploaded(socketio::only_argument(packet.packet)).value_or(std::string());
  copy->over.cancel();
}

World OriginSide::active() const {
  if (above_->is_in_ours()) return World::ours;
  return active_.empty() ? World::none : World::origin;
}

bool OriginSide::takes(const socketio::Event& event, std::string_view raw, Reply& reply) {
  const auto world = world_of(event, proxy_.view.ids, active());
  if (const auto* none = std::get_if<NoWorld>(&world)) {
    reply.refuse(none->reason);
    return true;
  }
  if (std::get<World>(world) == World::ours) return false;
  if (event.name == "listguilds")
    list_guilds(raw, reply);
  else
    forward(event, raw, reply);
  return true;
}

void OriginSide::list_guilds(std::string_view raw, Reply& reply) {
  const std::string ours = "[" + above_->our_guilds() + "]";
  if (!is_up()) {
    above_->send("listguilds", ours);
    return reply.refuse(away);
  }
  send(std::string(raw), {}, std::make_shared<Reply>(std::move(reply)));
  if (asked_guilds_++ > 0) return;
  guilds_patience_.expires_after(guilds_patience);
  guilds_patience_.async_wait([weak = weak_from_this()](const boost::system::error_code& answered) {
    const auto self = weak.lock();
    if (answered || !self || self->above_ == nullptr || self->asked_guilds_ == 0) return;
    self->asked_guilds_ = 0;
    self->above_->send("listguilds", "[" + self->above_->our_guilds() + "]");
    self->above_->send("rejected", guild::rejected("listguilds", "The origin server does not answer"));
  });
}

// Over its limit a server closes the connection without a word.
bool OriginSide::fits(const socketio::Event& event, std::string_view raw) const {
  const std::size_t most = connection_->max_payload();
  std::size_t largest = raw.size();
  for (const json& argument : event.arguments)
    if (argument.is_binary()) largest = std::max(largest, argument.get_binary().size());
  return most == 0 || largest + packet_overhead <= most;
}

void OriginSide::forward(const socketio::Event& event, std::string_view raw, Reply& reply) {
  if (!is_up()) return reply.refuse(away);
  if (outgoing_->waiting() >= most_waiting) return reply.refuse("Too much waits for the origin server");
  if (!fits(event, raw)) return reply.refuse("That is larger than the origin server takes");
  if (event.name == "setactivechannel") {
    above_->leave_ours();
    active_ = without_ack(raw);
  }
  if (event.name == "unsetactivechannel") active_.clear();
  const auto owed = std::make_shared<Reply>(std::move(reply));
  const json& payload = event.arguments.empty() ? json() : event.arguments.front();
  if (event.name == "post" && payload.is_object() && payload.contains("attachments")) {
    outgoing_->slow(
        [self = shared_from_this(), event, text = std::string(raw), owed] { return self->post(event, text, owed); });
    return;
  }
  auto packet = raw.empty()
                    ? socketio::encode_with_attachments(socketio::PacketType::event, "/", event.ack, whole(event))
                    : socketio::Encoded{std::string(raw), {}};
  const bool upload = event.name == "upload";
  outgoing_->quick([self = shared_from_this(), packet = std::move(packet), owed, upload] {
    if (upload) self->uploads_.push_back(nullptr);
    self->send(packet.text, packet.attachments, owed);
  });
}

void OriginSide::send(std::string text, std::vector<std::string> attachments, std::shared_ptr<Reply> reply) {
  if (above_ == nullptr) return reply->hand_over();
  if (!is_up()) return reply->refuse(away);
  if (!connection_->send(text, std::move(attachments))) return reply->refuse("The origin server does not read");
  reply->hand_over();
}

// A post with files: those that are ours are given to the origin first, in the client's name.
awaitable<void> OriginSide::post(socketio::Event event, std::string raw, std::shared_ptr<Reply> reply) {
  if (above_ == nullptr || !is_up()) co_return send({}, {}, reply);
  bool changed = false;
  const bool good = co_await copy_attachments(event.arguments.front(), reply, changed);
  if (!good) co_return;
  if (changed) raw = socketio::encode_with_attachments(socketio::PacketType::event, "/", event.ack, whole(event)).text;
  send(std::move(raw), {}, reply);
}

// False: it is refused already.
awaitable<bool> OriginSide::copy_attachments(json& post, std::shared_ptr<Reply> reply, bool& changed) {
  json& files = post["attachments"];
  for (std::size_t n = 0; files.is_array() && n < files.size(); ++n) {
    json& file = files[n];
    if (!file.is_object() || !file.contains("userId") || !file.contains("fileName") || !file["fileName"].is_string())
      continue;
    const auto owner = guild::read_id(file["userId"]);
    const std::string name = file["fileName"].get<std::string>();
    if (!owner) continue;
    std::string bytes = co_await bytes_of_ours(proxy_, *owner, name);
    if (bytes.empty()) continue;
    const std::string given = co_await give(std::move(bytes));
    if (given.empty()) {
      reply->refuse("The origin server does not take the file " + name);
      co_return false;
    }
    file["userId"] = proxy_.view.ids.shown(user_->id);
    file["fileName"] = given;
    changed = true;
  }
  co_return true;
}

awaitable<std::string> OriginSide::give(std::string bytes) {
  if (above_ == nullptr || !is_up()) co_return std::string();
  const std::size_t most = connection_->max_payload();
  if (most != 0 && bytes.size() + packet_overhead > most) co_return std::string();
  const json::binary_t binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
  auto packet = socketio::encode_with_attachments(socketio::PacketType::event, "/", std::nullopt,
                                                  json::array({"upload", json::binary(binary)}));
  const auto copy = std::make_shared<CopyUnderWay>(proxy_.loop);
  uploads_.push_back(copy);
  if (!connection_->send(packet.text, std::move(packet.attachments))) co_return std::string();
  boost::system::error_code ignored;
  co_await copy->over.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  co_return copy->name;
}

void OriginSide::acknowledged(const socketio::Acknowledged& ack) {
  if (!is_up()) return;
  auto packet = socketio::encode_with_attachments(socketio::PacketType::ack, "/", ack.id, ack.arguments);
  connection_->send(packet.text, std::move(packet.attachments));
}

void OriginSide::entered_ours() {
  if (std::exchange(active_, {}).empty()) return;
  outgoing_->quick([self = shared_from_this()] {
    if (self->is_up()) self->connection_->send(socketio::encode_event("unsetactivechannel", {}));
  });
}

void OriginSide::borrow(std::vector<core::FileRef> files, UserId who, Borrowed use) {
  if (files.empty()) return borrowing_->quick([use = std::move(use)] { use({}); });
  borrowing_->slow(
      [self = shared_from_this(), files = std::move(files), who, use = std::move(use)]() mutable -> awaitable<void> {
        for (core::FileRef& file : files) file = co_await borrowed(self->proxy_, file, who);
        use(std::move(files));
      });
}

}  // namespace gb::gateway
