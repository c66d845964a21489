#include "bridge/gateway/proxy/origin_side.hpp"

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
using origin::Ending;

constexpr std::chrono::seconds patience_for_hello{40};
constexpr std::chrono::seconds patience_for_guilds{5};
constexpr std::chrono::seconds least_pause{1};
constexpr std::chrono::seconds most_pause{30};
constexpr std::size_t most_held = std::size_t{2} << 20;  // Bytes.
constexpr int shown_out_for_good = 3;
constexpr std::string_view away = "The origin server cannot be reached right now; what is not of it works";
constexpr std::string_view unclear_ids = "Left out: ids of the origin that are no whole numbers below 2^52";
constexpr const char* unfit_id =
    "The origin's id of this user is no whole number below 2^52: nobody could tell it from ours";

bool is_live(std::string_view name) {
  return name == "message" || name == "typing" || name == "messageremoved";
}

// What the protocol says of a token that is no good; a server may have other reasons to let nobody in.
bool is_verdict(std::string_view told) {
  return told == "Invalid credentials" || told.ends_with(": see spec for info");
}

// Who a token says he is, if the origin can have such a user.
std::optional<guild::Credentials> credentials_of(const std::string& token) {
  const auto parsed = guild::parse_token(token);
  const auto* who = std::get_if<guild::Credentials>(&parsed);
  if (who == nullptr || who->id < 0 || who->id > most_origin_id) return std::nullopt;
  return *who;
}

}  // namespace

OriginSide::OriginSide(Proxy& proxy, Proxied& session)
    : proxy_(proxy),
      above_(&session),
      towards_(std::make_shared<TowardsOrigin>(proxy)),
      borrowing_(std::make_shared<delivery::InOrder>(proxy.loop, "gateway")),
      pause_(proxy.loop),
      patience_(proxy.loop),
      guilds_patience_(proxy.loop) {}

void OriginSide::log_in(std::string token, std::string address) {
  if (std::exchange(under_way_, true)) return;
  token_ = std::move(token);
  address_ = std::move(address);
  refused_ = false;
  net::spawn(proxy_.loop, "gateway", live(), [self = shared_from_this()] { self->under_way_ = false; });
}

void OriginSide::close() {
  above_ = nullptr;
  towards_->set_connection(nullptr, 0);
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
    const Ending ending = co_await visit();
    if (std::exchange(greeted_, false)) backoff.steady();
    if (above_ == nullptr || refused_) break;
    const bool goes_on = co_await goes_on_after(ending);
    if (!goes_on || above_ == nullptr) break;
    co_await pause(backoff.delay(std::uniform_real_distribution<double>(0, 1)(random_)));
  }
}

// One connection, until it is lost.
awaitable<Ending> OriginSide::visit() {
  connection_ = std::make_shared<origin::Connection>(proxy_.loop, proxy_.server, token_, address_);
  held_.clear();
  held_bytes_ = 0;
  patience_.expires_after(patience_for_hello);
  patience_.async_wait([connection = connection_](const boost::system::error_code& over) {
    if (!over) connection->close("the origin says no hello");
  });
  const Ending ending = co_await connection_->run([this](const socketio::Received& packet) { hear(packet); });
  connection_ = nullptr;
  patience_.cancel();
  towards_->set_connection(nullptr, 0);
  co_return ending;
}

// False: that was all. The memory is for when the origin cannot be asked, not for whom it has shown out.
awaitable<bool> OriginSide::goes_on_after(const Ending& ending) {
  log::info("gateway", "the origin is lost for {}: {}", address_, ending.told);
  if (ending.kind == Ending::Kind::turned_away && is_verdict(ending.told)) {
    turned_away(ending.told);
    co_return false;
  }
  shown_out_ = ending.kind == Ending::Kind::shown_out ? shown_out_ + 1 : 0;
  if (shown_out_ >= shown_out_for_good || (shown_out_ > 0 && !user_)) {
    above_->end("the origin has ended the conversation", false);
    co_return false;
  }
  if (user_) co_return true;
  std::string told;
  if (ending.kind == Ending::Kind::turned_away) told = ending.told;
  const bool came_in = co_await come_in_from_memory(std::move(told));
  co_return came_in;
}

void OriginSide::turned_away(const std::string& told) {
  if (auto who = credentials_of(token_)) proxy_.visitors.turned_away(origin_user(who->id), std::move(who->pass));
  if (user_)
    above_->end("the origin does not let him in any more", false);
  else
    above_->not_admitted(told, true);
}

// Whoever the origin has let in lately may use what is ours without it. `told`: why it does not let anybody in now;
// empty: it cannot be reached.
awaitable<bool> OriginSide::come_in_from_memory(std::string told) {
  const auto who = credentials_of(token_);
  using Greeting = std::optional<std::string>;
  result<Greeting> known = Greeting{};
  if (who)
    known = co_await net::await_done<Greeting>(
        [&](Done<Greeting> done) { proxy_.visitors.recall(origin_user(who->id), who->pass, std::move(done)); });
  if (above_ == nullptr) co_return false;
  core::UserPtr user;
  if (known && *known) {
    const json self = text::parse_json(**known);
    user = co_await user_of(self);
  }
  if (above_ == nullptr) co_return false;
  if (user) {
    user_ = user;
    above_->admitted(user, socketio::encode_event("hello", **known));
    co_return above_ != nullptr;
  }
  // Where it cannot be reached, no refusal: after one, clients do not come back by themselves.
  if (!told.empty())
    above_->not_admitted(told, false);
  else
    above_->end("the origin cannot be asked who he is", known && !*known);
  co_return false;
}

void OriginSide::hear(const socketio::Received& received) {
  if (above_ == nullptr) return;
  const socketio::Packet& packet = received.packet;
  const bool event = packet.type == socketio::PacketType::event || packet.type == socketio::PacketType::binary_event;
  const std::string name = event ? packet.data.front().get<std::string>() : std::string();
  if (name == "hello") return greeted(received);
  if (greeted_) return pass(received, name);
  held_bytes_ += received.text.size();
  for (const std::string& bytes : received.attachments) held_bytes_ += bytes.size();
  held_.push_back(received);
  if (held_bytes_ > most_held) connection_->close("the origin talks on before its hello");
}

void OriginSide::pass(const socketio::Received& packet, const std::string& name) {
  shown_out_ = 0;
  if (name.empty() && packet.packet.id) towards_->acknowledged(*packet.packet.id);
  if (is_live(name) && active() == World::ours) return;
  if (name == "listguilds") return show_guilds(packet);
  if (name == "uploadstatus" && towards_->uploaded(socketio::only_argument(packet.packet))) return;
  if (!has_clear_ids(name, socketio::only_argument(packet.packet), proxy_.view.ids))
    return above_->send("rejected", guild::rejected(name, unclear_ids));
  above_->pass(packet.text, packet.attachments);
}

void OriginSide::greeted(const socketio::Received& hello) {
  patience_.cancel();
  if (greeted_) return above_->pass(hello.text, hello.attachments);
  const auto id = origin_id(socketio::only_argument(hello.packet));
  if (id && (!user_ || user_->id == origin_user(*id))) {
    net::spawn(proxy_.loop, "gateway", admit(hello, *id), [self = shared_from_this()] {});
    return;
  }
  refused_ = true;
  if (user_)
    above_->end("the origin takes him for somebody else", false);
  else
    above_->not_admitted(unfit_id, false);
  if (connection_) connection_->close();
}

// Null: the disk is in the way, or there is no such user. A handle that hides something could be taken for another's.
awaitable<core::UserPtr> OriginSide::user_of(const json& self) {
  const auto id = origin_id(self);
  const auto told = guild::read_user(self);
  if (!id || !told) co_return nullptr;
  const std::string number = std::to_string(*id);
  const std::string handle = text::clean_name(told->handle, number) == told->handle ? told->handle : number;
  std::vector<core::OutsidePerson> people;
  people.push_back(
      {core::origin_network, number, text::clean_name(told->display_name, handle), handle, origin_user(*id)});
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
    refused_ = !user_;
    if (!user_) above_->not_admitted("Who you are could not be written down: try again in a minute", false);
    co_return from->close("nothing can be written");
  }
  if (auto who = credentials_of(token_); who && who->id == id)
    proxy_.visitors.admitted(user, std::move(who->pass), text::write_json(self));
  // He has missed what was said there, and has to look for it himself.
  if (user_ && in_theirs_) co_return above_->end("the origin is back", false);
  greeted_ = true;
  towards_->set_connection(from, id);
  if (!std::exchange(user_, user)) above_->admitted(user, hello.text);
  for (const socketio::Received& packet : std::exchange(held_, {})) hear(packet);
}

void OriginSide::show_guilds(const socketio::Received& packet) {
  if (asked_guilds_ > 0) --asked_guilds_;
  if (asked_guilds_ == 0) guilds_patience_.cancel();
  const AllGuilds all = with_our_guilds(packet, above_->our_guilds(), proxy_.view.ids);
  above_->pass(all.text, {});
  if (all.left_out) above_->send("rejected", guild::rejected("listguilds", unclear_ids));
}

World OriginSide::active() const {
  if (above_->is_in_ours()) return World::ours;
  return in_theirs_ ? World::origin : World::none;
}

bool OriginSide::takes(const socketio::Event& event, std::string_view raw, Reply& reply) {
  const auto world = world_of(event, proxy_.view.ids, active());
  if (const auto* none = std::get_if<NoWorld>(&world)) {
    reply.refuse(none->reason);
    return true;
  }
  if (std::get<World>(world) == World::ours) return false;
  if (event.name == "listguilds") {
    list_guilds(event, raw, reply);
    return true;
  }
  if (event.name == "setactivechannel" && towards_->is_up()) {
    above_->leave_ours();
    in_theirs_ = true;
  }
  if (event.name == "unsetactivechannel") in_theirs_ = false;
  towards_->forward(event, raw, reply);
  return true;
}

void OriginSide::list_guilds(const socketio::Event& event, std::string_view raw, Reply& reply) {
  if (!towards_->is_up()) {
    above_->send("listguilds", "[" + above_->our_guilds() + "]");
    return reply.refuse(away);
  }
  towards_->forward(event, raw, reply);
  if (asked_guilds_++ > 0) return;
  guilds_patience_.expires_after(patience_for_guilds);
  guilds_patience_.async_wait([weak = weak_from_this()](const boost::system::error_code& answered) {
    const auto self = weak.lock();
    if (answered || !self || self->above_ == nullptr || self->asked_guilds_ == 0) return;
    self->asked_guilds_ = 0;
    self->above_->send("listguilds", "[" + self->above_->our_guilds() + "]");
    self->above_->send("rejected", guild::rejected("listguilds", "The origin server does not answer"));
  });
}

void OriginSide::entered_ours() {
  if (std::exchange(in_theirs_, false)) towards_->say(socketio::encode_event("unsetactivechannel", {}));
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
