#include "adapters/origin/origin_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "bridge/base/backoff.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"
#include "protocol/guild/foreign.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/text/json.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using delivery::Condition;
using nlohmann::json;

constexpr const char* area = "origin";
constexpr std::chrono::seconds typing_every{3};

}  // namespace

OriginRoom::OriginRoom(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared, delivery::Link link,
                       const std::optional<Seen>& kept, LastHeard::Keep keep)
    : loop_(std::move(loop)),
      shared_(std::move(shared)),
      link_(std::make_shared<delivery::Link>(std::move(link))),
      place_(parse_place(link_->place)),
      sending_(std::make_shared<Sending>(loop_, shared_, link_)),
      hearing_(std::make_shared<Hearing>(loop_, shared_, link_, sending_, kept, std::move(keep))),
      typing_gate_(typing_every, 1),
      pause_(loop_),
      patience_(loop_) {
  state_.since = wall_now();
  link_->channel->add_listener(*this);
}

OriginRoom::~OriginRoom() {
  link_->channel->remove_listener(*this);
}

void OriginRoom::start(std::chrono::milliseconds after) {
  set_state(Condition::connecting, {});
  net::spawn(loop_, link_->name, live(after), [self = shared_from_this()] {});
}

void OriginRoom::set_state(Condition condition, std::string reason) {
  if (state_.condition == condition && state_.reason == reason) return;
  log::info(area, "{} is {}{}{}", link_->place, delivery::to_string(condition), reason.empty() ? "" : ": ", reason);
  state_ = {condition, std::move(reason), wall_now()};
  if (courier_ != nullptr) courier_->wake();
}

awaitable<void> OriginRoom::pause(std::chrono::milliseconds time) {
  pause_.expires_after(time);
  boost::system::error_code ignored;
  co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

awaitable<void> OriginRoom::live(std::chrono::milliseconds after) {
  const config::Origin& settings = shared_->settings;
  Backoff backoff(settings.reconnect_min, settings.reconnect_max);
  co_await pause(after);
  while (!stopping_) {
    Ending ending;
    try {
      ending = co_await visit();
    } catch (const std::exception& fault) {
      log::error(area, "{}: the connection ended by an error of ours: {}", link_->place, fault.what());
      ending.told = fault.what();
    }
    leave();
    const bool refused = ending.kind == Ending::Kind::turned_away;
    // A disk that fails is not better for a server that answers.
    if (joined() && !hearing_->take_failure()) backoff.steady();
    if (stopping_) break;
    set_state(refused ? Condition::failed : Condition::down, ending.told);
    const auto delay = backoff.delay(std::uniform_real_distribution<double>(0, 1)(random_));
    if (std::exchange(again_at_once_, false)) continue;
    // A refusal that a retry will not change is asked about rarely.
    co_await pause(refused ? std::max<std::chrono::milliseconds>(settings.reconnect_max, delay) : delay);
  }
  set_state(Condition::down, "stopped");
}

// One connection, from the greeting to its end.
awaitable<Ending> OriginRoom::visit() {
  ++shared_->counters.connects;
  const config::Origin& settings = shared_->settings;
  connection_ = std::make_shared<Connection>(loop_, shared_->server,
                                             guild::write_token({settings.user, settings.password.reveal()}));
  phase_ = Phase::greeting;
  hearing_->enter(connection_);
  expect("the server says no hello", 3 * settings.request_timeout);
  const Ending ending = co_await connection_->run([this](const socketio::Received& packet) { hear(packet); },
                                                  [this] { return hearing_->until_not_behind(); });
  co_return ending;
}

void OriginRoom::leave() {
  if (connection_) connection_->close("left");
  connection_ = nullptr;
  patience_.cancel();
  sending_->leave();
  hearing_->leave();
}

// The server answers nothing to what it does not like.
void OriginRoom::expect(std::string or_else, std::chrono::milliseconds within) {
  patience_.expires_after(within);
  patience_.async_wait([weak = weak_from_this(), or_else = std::move(or_else)](const boost::system::error_code& over) {
    const auto self = weak.lock();
    if (!over && self && self->connection_) self->connection_->close(or_else);
  });
}

void OriginRoom::send(std::string_view packet, const json& payload) {
  if (!connection_->send(socketio::encode_event(packet, text::write_json(payload))))
    connection_->close("the server does not read");
}

void OriginRoom::hear(const socketio::Received& received) {
  const socketio::Packet& packet = received.packet;
  if (packet.type == socketio::PacketType::ack) return sending_->acknowledged(packet);
  if (packet.type != socketio::PacketType::event) return hearing_->unreadable("with attachments");
  const auto& name = packet.data.front().get_ref<const std::string&>();
  const json& payload = socketio::only_argument(packet);
  if (name == "message")
    hearing_->message(payload, received.text.size());
  else if (name == "typing")
    hearing_->typing(payload);
  else if (name == "channel")
    told_history(payload);
  else if (name == "hello")
    greeted(payload);
  else if (name == "uploadstatus")
    sending_->uploaded(payload);
  else if (name == "rejected")
    log::warn(area, "{}: rejected: {}", link_->place, text::write_json(payload).substr(0, 300));
  else
    hearing_->unreadable(name);
}

void OriginRoom::greeted(const json& self) {
  const auto user = guild::read_user(self);
  if (!user || user->id != shared_->settings.user)
    return connection_->close("the server takes us for somebody else than user " +
                              std::to_string(shared_->settings.user));
  if (phase_ != Phase::greeting) return;
  phase_ = Phase::history;
  // First active, then the history: what is said in between comes twice instead of not at all.
  send("setactivechannel", {{"guild", place_.guild}, {"channel", place_.channel}});
  if (connection_) send("channel", place_.channel);
  expect("no answer to `channel`: is the account a member of guild " + std::to_string(place_.guild) + "?",
         shared_->settings.request_timeout);
}

void OriginRoom::told_history(const json& answer) {
  auto channel = guild::read_channel(answer);
  if (!channel) return hearing_->unreadable("channel");
  if (phase_ != Phase::history) return;
  phase_ = Phase::entered;
  patience_.cancel();
  net::spawn(loop_, link_->name, enter(connection_, std::move(*channel)), [self = shared_from_this()] {});
}

awaitable<void> OriginRoom::enter(std::shared_ptr<Connection> by, guild::ForeignChannel channel) {
  const bool live = co_await hearing_->take_history(std::move(channel));
  if (!live || connection_ != by) co_return;
  sending_->enter(std::move(by));
  set_state(Condition::joined, {});
}

void OriginRoom::signal(const core::Signal& signal) {
  if (signal.source.is_room(link_->room) || !joined() || !capabilities().typing) return;
  if (link_->policy.direction == config::Direction::from_room || link_->channel->is_muted(link_->room)) return;
  if (typing_gate_.pass({}, std::chrono::steady_clock::now())) connection_->send(socketio::encode_event("typing", {}));
}

delivery::Capabilities OriginRoom::capabilities() const {
  return {sending_->is_acknowledged() && link_->policy.typing, false, false, true};
}

void OriginRoom::reconnect() {
  again_at_once_ = connection_ != nullptr;
  if (connection_) connection_->close("a new connection was asked for");
  pause_.cancel();
}

void OriginRoom::stop() {
  stopping_ = true;
  if (connection_) connection_->close("stopped");
  hearing_->stop();
  pause_.cancel();
}

}  // namespace gb::origin
