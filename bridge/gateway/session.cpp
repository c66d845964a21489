#include "bridge/gateway/session.hpp"

#include <exception>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "bridge/base/log.hpp"
#include "bridge/gateway/common.hpp"
#include "bridge/gateway/dispatch.hpp"
#include "bridge/gateway/encode.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {
namespace {

constexpr std::string_view our_space = "/";
constexpr std::chrono::seconds typing_interval{3};  // docs/protocol.md, "typing from clients"

socketio::Dialect dialect_of(engineio::Version version) {
  return version == engineio::Version::v3 ? socketio::Dialect::v2 : socketio::Dialect::v4;
}

bool has_space(std::string_view space) {
  return space == our_space;
}

// The first place that has a token wins, also if what stands there is no good.
std::string token_of(const nlohmann::json& auth, const Peer& peer) {
  if (auth.is_object()) {
    const auto token = auth.find("token");
    if (token != auth.end() && !token->is_null()) return token->is_string() ? token->get<std::string>() : "?";
  }
  return peer.bearer.empty() ? peer.token : peer.bearer;
}

}  // namespace

Session::Session(EngineSession& engine, Common& common)
    : common_(common),
      engine_(&engine),
      id_(engine.id()),
      connection_(dialect_of(engine.version())),
      origin_(common.proxy ? std::make_shared<OriginSide>(*common.proxy, *this) : nullptr),
      listener_(engine) {}

Session::~Session() {
  gone();
}

void Session::start() {
  socketio::Actions actions;
  connection_.start(actions);
  perform(std::move(actions));
}

void Session::text(std::string_view message) {
  if (closing_) return;
  socketio::Actions actions;
  connection_.text(message, has_space, actions);
  raw_ = message;
  perform(std::move(actions));
  raw_ = {};
}

void Session::binary(std::string_view message) {
  if (closing_) return;
  socketio::Actions actions;
  connection_.binary(message, actions);
  perform(std::move(actions));
}

void Session::writable() {
  if (feed_) feed_->writable(listener_);
}

void Session::gone() {
  left();
  if (origin_) origin_->close();
  engine_ = nullptr;
  closing_ = true;
}

void Session::check_account() {
  if (user_ && !origin_ && !common_.accounts.stands(user_->id, login_))
    close("the account was removed or has a new password");
}

void Session::check_active() {
  if (!feed_ || active()) return;
  send("rejected", guild::rejected("setactivechannel",
                                   "The channel is gone, or you are no longer a member of its guild: choose another"));
}

Tick Session::on_deadline(Tick now) {
  // Whoever waits for us has not been slow himself.
  if (judging_) return now + common_.config.connect_timeout;
  if (!user_) close("nobody logged in within the connect timeout");
  return Tick::max();
}

void Session::perform(socketio::Actions actions) {
  for (socketio::Action& action : actions) {
    if (closing_) return;
    if (auto* wish = std::get_if<socketio::WantsToConnect>(&action))
      login(wish->auth);
    else if (auto* event = std::get_if<socketio::Event>(&action))
      take(*event);
    else if (auto* answer = std::get_if<socketio::Acknowledged>(&action)) {
      if (origin_) origin_->acknowledged(*answer);
    } else if (auto* sending = std::get_if<socketio::SendText>(&action))
      engine_->send_text(sending->text);
    else if (auto* end = std::get_if<socketio::Close>(&action))
      close(end->reason);
    else
      close("the client has left");
  }
}

void Session::take(const socketio::Event& event) {
  ++common_.counters.packets;
  Reply reply = owed_to(*this, event);
  if (!origin_) return dispatch(*this, event, std::move(reply));
  // A bug is its packet's trouble alone, here as in the handlers.
  try {
    if (origin_->takes(event, raw_, reply)) return;
  } catch (const std::exception& failure) {
    log::error("gateway", "a packet of connection {} for the origin failed: {}", id_.value, failure.what());
    return;
  }
  dispatch(*this, event, std::move(reply));
}

void Session::login(const nlohmann::json& auth) {
  if (origin_) {
    if (const auto refused = common_.logins.refusal_for(engine_->peer().address)) return refuse(refused->told);
    return origin_->log_in(token_of(auth, engine_->peer()), engine_->peer().address);
  }
  judging_ = true;
  common_.logins.attempt(token_of(auth, engine_->peer()), engine_->peer().address,
                         [weak = weak_from_this()](const result<core::Account>& outcome) {
                           if (const auto self = weak.lock()) self->decided(outcome);
                         });
}

void Session::decided(const result<core::Account>& outcome) {
  judging_ = false;
  if (closing_) return;
  if (outcome)
    logged_in(*outcome);
  else
    refuse(outcome.error().told);
}

void Session::logged_in(const core::Account& account) {
  login_ = account.login;
  let_in(account.user);
  send("hello", guild::to_json(to_guild(account, common_.view)));
}

void Session::let_in(core::UserPtr who) {
  engine_->admit();
  user_ = std::move(who);
  ++common_.counters.logged_in;
  log::debug("gateway", "connection {} from {} is {}", id_.value, engine_->peer().address, user_->handle);
  socketio::Actions actions;
  connection_.accept(our_space, "c" + std::to_string(id_.value), actions);
  perform(std::move(actions));
}

void Session::admitted(core::UserPtr who, const std::string& hello) {
  if (closing_) return;
  // Others of this address may have failed meanwhile; then even the right password is not told.
  if (const auto refused = common_.logins.refusal_for(engine_->peer().address)) {
    origin_->close();
    return refuse(refused->told);
  }
  ++common_.counters.logins;
  let_in(std::move(who));
  if (!closing_) engine_->send_text(hello);
}

void Session::not_admitted(const std::string& reason, bool wrong) {
  if (closing_) return;
  if (wrong)
    common_.logins.failed(engine_->peer().address);
  else
    ++common_.counters.logins_failed;
  refuse(reason);
}

void Session::end(const std::string& reason, bool wrong) {
  if (wrong && !closing_) common_.logins.failed(engine_->peer().address);
  close(reason);
}

void Session::pass(const std::string& text, const std::vector<std::string>& attachments) {
  if (closing_) return;
  engine_->send_text(text);
  for (const std::string& bytes : attachments)
    if (!closing_) engine_->send_binary(bytes);
}

std::string Session::our_guilds() const {
  std::string all;
  if (user_)
    for (const guild::Guild& guild : guilds_of(*this)) all += (all.empty() ? "" : ",") + guild::to_json(guild);
  return all;
}

// The connection stays until the connect timeout: a Socket.IO 2 client would come back at once, for ever.
void Session::refuse(std::string_view reason) {
  socketio::Actions actions;
  connection_.refuse(our_space, reason, actions);
  perform(std::move(actions));
}

void Session::send(std::string_view packet, std::string_view payload) {
  if (!closing_) engine_->send_text(socketio::encode_event(packet, payload));
}

void Session::acknowledge(std::uint64_t ack, std::string_view argument) {
  if (!closing_) engine_->send_text(socketio::encode_ack(our_space, ack, argument));
}

std::shared_ptr<core::Channel> Session::active() {
  if (!feed_) return nullptr;
  auto channel = common_.directory.channel_for(*user_, feed_->channel().info().id);
  if (!channel) clear_active();
  return channel;
}

void Session::set_active(const std::shared_ptr<core::Channel>& channel) {
  if (feed_ && &feed_->channel() == channel.get()) return;
  clear_active();
  feed_ = common_.feeds.join(channel, listener_);
  if (origin_) origin_->entered_ours();
}

void Session::clear_active() {
  if (!feed_) return;
  common_.feeds.leave(*feed_, listener_);
  feed_ = nullptr;
}

std::optional<std::chrono::milliseconds> Session::pace(RateClass rate) {
  const bool post = rate == RateClass::posts;
  const config::Rate& limit = post ? common_.config.posts : common_.config.packets;
  const Allowance allowance{limit.burst, limit.per_second};
  Pace& mine = post ? posts_ : packets_;
  const auto wait = mine.take(allowance, std::chrono::steady_clock::now());
  if (mine.abused(allowance)) close("the client goes on over its rate");
  return wait;
}

std::optional<std::chrono::milliseconds> Session::pace_as_packet() {
  posts_.give_back();
  return pace(RateClass::packets);
}

bool Session::may_type(Tick now) {
  if (typed_ != Tick{} && now - typed_ < typing_interval) return false;
  typed_ = now;
  return true;
}

bool Session::begin_post() {
  if (outstanding_posts_ >= most_outstanding_posts) return false;
  ++outstanding_posts_;
  return true;
}

bool Session::begin_upload() {
  if (outstanding_uploads_ >= most_outstanding_uploads) return false;
  ++outstanding_uploads_;
  return true;
}

bool Session::begin_reading() {
  if (outstanding_reads_ >= most_outstanding_reads) return false;
  ++outstanding_reads_;
  return true;
}

void Session::left() {
  clear_active();
  if (user_) --common_.counters.logged_in;
  user_ = nullptr;
}

void Session::close(std::string_view reason) {
  if (std::exchange(closing_, true)) return;
  left();
  if (origin_) origin_->close();
  engine_->close(reason);
}

}  // namespace gb::gateway
