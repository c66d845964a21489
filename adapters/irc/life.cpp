#include "adapters/irc/life.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "adapters/irc/random_text.hpp"
#include "adapters/irc/target.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::irc {
namespace {

using boost::asio::awaitable;
using delivery::Condition;

constexpr std::chrono::milliseconds look_again{20};

Tick tick_now() {
  return std::chrono::steady_clock::now();
}

std::chrono::milliseconds since(Tick then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(tick_now() - then);
}

}  // namespace

Life::Life(const boost::asio::any_io_executor& loop, config::Irc settings, std::vector<delivery::Link> links,
           NetworkOptions options)
    : loop_(loop),
      settings_(std::move(settings)),
      area_("irc." + settings_.name),
      server_(server_address(settings_.server)),
      options_(std::move(options)),
      sts_(options_.sts == nullptr ? own_sts_ : *options_.sts),
      attempts_(settings_.reconnect_min, settings_.reconnect_max),
      random_(seeded()),
      pause_(loop),
      alarm_(loop) {
  state_.since = wall_now();
  if (settings_.fetch_pictures) pictures_.emplace(loop_, *options_.files, *options_.ledger);
  for (delivery::Link& link : links) make_room(std::move(link));
}

void Life::make_room(delivery::Link link) {
  const auto kept = options_.kept.find(link.place);
  LastHeard::Keep keep;
  if (options_.keep)
    keep = [this, place = link.place](std::string value) {
      options_.kept[place] = value;
      options_.keep(place, std::move(value));
    };
  LastHeard heard(kept == options_.kept.end() ? std::string() : kept->second, std::move(keep));
  rooms_.push_back(
      std::make_unique<IrcRoom>(loop_, settings_, *this, std::move(link), options_.files, std::move(heard)));
}

void Life::add(delivery::Link link) {
  make_room(std::move(link));
  if (!session_) return rooms_.back()->set_state(state_.condition, state_.reason);
  session_->added();
  alarm_.cancel();
}

void Life::remove(RoomId id) {
  const auto found =
      std::ranges::find_if(rooms_, [id](const auto& room) { return room->link().room == id && !room->is_retired(); });
  if (found == rooms_.end()) return;
  if (session_) return session_->remove(static_cast<std::size_t>(found - rooms_.begin()));
  (*found)->retire();
  clear_out();
}

// A session knows rooms by their places, so only between two.
void Life::clear_out() {
  const auto gone =
      std::stable_partition(rooms_.begin(), rooms_.end(), [](const auto& room) { return !room->is_retired(); });
  std::move(gone, rooms_.end(), std::back_inserter(retired_));
  rooms_.erase(gone, rooms_.end());
}

void Life::start() {
  set_state(Condition::connecting, {});
  net::spawn(loop_, area_, run(), [self = shared_from_this()] {});
}

awaitable<void> Life::pause(std::chrono::milliseconds time) {
  pause_.expires_after(time);
  boost::system::error_code ignored;
  co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

awaitable<void> Life::run() {
  const auto self = shared_from_this();
  if (options_.start_after > options_.start_after.zero()) co_await pause(options_.start_after);
  while (!stopping_) {
    Ended ended;
    try {
      ended = co_await live_once();
    } catch (const std::exception& fault) {
      ended = {};
      ended.reason = fault.what();
      log::error(area_, "the connection ended by an error of ours: {}", fault.what());
      if (connection_) connection_->close(ended.reason);
    }
    end(ended);
    if (stopping_ || ended.again_at_once) continue;
    const double chance = std::uniform_real_distribution<double>(0, 1)(random_);
    const auto delay = attempts_.after(ended.up, ended.refused, chance);
    log::warn(area_, "not connected: {}; the next attempt is in {} s", ended.reason,
              std::chrono::duration<double>(delay).count());
    co_await pause(delay);
  }
}

awaitable<Life::Ended> Life::live_once() {
  Ended ended;
  set_state(Condition::connecting, {});
  ++counters_.connects;
  const net::StreamTarget where = target();
  secure_ = where.tls;
  secure_at_ = where.port;
  auto stream = co_await net::connect(loop_, where);
  if (!stream) ended.reason = stream.error().told;
  if (!stream || stopping_) co_return ended;
  log::info(area_, "connected to {} port {}{}", where.host, where.port, where.tls ? " with TLS" : "");
  begin(std::move(*stream));
  const auto connection = connection_;
  net::spawn(loop_, area_, keep_time(connection), [self = shared_from_this()] {});
  ended.reason = co_await connection->run([this](const Message& message) { take(message); },
                                          [this] { return session_ && session_->behind(); });
  if (registered_ != Tick{}) ended.up = since(registered_);
  ended.refused = refused_;
  ended.again_at_once = std::exchange(again_at_once_, false);
  co_return ended;
}

net::StreamTarget Life::target() const {
  net::StreamTarget where = target_of(settings_);
  if (settings_.tls) return where;
  const auto policy = sts_.find(server_.host, wall_now());
  const auto port = policy ? std::optional(policy->port) : secure_port_;
  if (port) {
    where.tls = true;
    where.port = *port;
  }
  return where;
}

void Life::begin(std::unique_ptr<net::Stream> stream) {
  connection_ = std::make_shared<Connection>(loop_, settings_, std::move(stream));
  registration_ = std::make_unique<Registration>(settings_, random_text(random_, 24));
  refused_ = false;
  registered_ = {};
  registration_end_ = tick_now() + 2 * settings_.connect_timeout;
  for (std::string& line : registration_->start()) connection_->send(Priority::urgent, std::move(line));
}

// Wakes the session whenever something is due, and gives up a registration that does not come to an end. A connection
// without this would be kept though its server is gone, so an error of ours ends it.
awaitable<void> Life::keep_time(std::shared_ptr<Connection> connection) {
  while (!connection->closed() && connection == connection_) {
    do_what_is_due(*connection);
    alarm_.expires_at(next_tick());
    boost::system::error_code ignored;
    co_await alarm_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
}

void Life::do_what_is_due(Connection& connection) try {
  const Tick now = tick_now();
  if (session_) session_->tick(now);
  if (!session_ && now >= registration_end_) connection.close("the server does not let us in");
} catch (const std::exception& fault) {
  log::error(area_, "what is due fails: {}", fault.what());
  connection.close(fault.what());
}

Tick Life::next_tick() const {
  return session_ ? session_->next() : registration_end_;
}

void Life::take(const Message& message) {
  if (message.verb == "CAP") heed_sts(message);
  if (message.verb == "465" || message.verb == "466") refused_ = true;
  if (session_)
    session_->take(message);
  else
    register_with(message);
  if (next_tick() < alarm_.expiry()) alarm_.cancel();
}

void Life::heed_sts(const Message& message) {
  const auto offer = sts_offer(message);
  if (!offer) return;
  if (secure_) {
    if (offer->duration) sts_.learn(server_.host, secure_at_, *offer->duration, wall_now());
    return;
  }
  if (!offer->port) return;
  secure_port_ = offer->port;
  again_at_once_ = true;
  connection_->close("the server asks for TLS");
}

void Life::register_with(const Message& message) {
  if (connection_->closed()) return;
  for (std::string& line : registration_->take(message)) connection_->send(Priority::urgent, std::move(line));
  switch (registration_->outcome()) {
    case Registration::Outcome::going_on:
      return;
    case Registration::Outcome::registered:
      ++counters_.registered;
      registered_ = tick_now();
      session_ = std::make_unique<Session>(settings_, rooms_, *this, *registration_, counters_, registered_,
                                           pictures_ ? &*pictures_ : nullptr);
      log::info(area_, "registered as {}", registration_->nick());
      return set_state(Condition::joined, {});
    case Registration::Outcome::refused:
      refused_ = true;
      return connection_->close_after_writing(registration_->reason());
    case Registration::Outcome::failed:
      return connection_->close_after_writing(registration_->reason());
  }
}

void Life::end(const Ended& ended) {
  alarm_.cancel();
  const Condition condition = ended.refused ? Condition::failed : Condition::down;
  for (const auto& room : rooms_) room->set_state(condition, ended.reason);
  if (connection_) counters_.dropped += connection_->queue().size();
  if (secure_ && ended.up.count() > 0) sts_.renew(server_.host, wall_now());
  session_.reset();
  clear_out();
  registration_.reset();
  connection_.reset();
  set_state(condition, ended.reason);
}

void Life::set_state(Condition condition, std::string reason) {
  state_ = {condition, std::move(reason), wall_now()};
}

awaitable<void> Life::stop(std::chrono::milliseconds limit) {
  const auto self = shared_from_this();
  const Tick end = tick_now() + limit;
  stopping_ = true;
  pause_.cancel();
  const auto connection = connection_;
  if (!connection) co_return;
  boost::asio::steady_timer timer(loop_);
  const auto wait_until = [&](Tick until, auto&& done) -> awaitable<void> {
    while (!done() && tick_now() < until) {
      timer.expires_after(look_again);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  };
  co_await wait_until(tick_now() + limit / 2, [&] { return connection->closed() || connection->quiet(); });
  if (connection->queue().size() > 0)
    log::warn(area_, "{} lines are not sent: there is no time left", connection->queue().size());
  connection->send(Priority::urgent, "QUIT :bye");
  co_await wait_until(end, [&] { return connection->closed(); });
  connection->close("stopped");
}

void Life::reconnect() {
  pause_.cancel();
  if (!connection_) return;
  again_at_once_ = true;
  connection_->close("a new connection was asked for");
}

void Life::abandon() {
  stopping_ = true;
  pause_.cancel();
  if (pictures_) pictures_->close();
  if (connection_) connection_->close("stopped");
}

void Life::send(Priority priority, const Message& message, RoomId owner) {
  if (!connection_) return;
  log::debug(area_, "> {}", message.verb);  // No more of it: parameters may be keys and passwords.
  connection_->send(priority, format(message), owner);
}

void Life::send_if_idle(const Message& message) {
  if (connection_ && connection_->queue().idle(tick_now())) connection_->send(Priority::chat, format(message));
}

void Life::drop(RoomId owner) {
  if (connection_) counters_.dropped += connection_->queue().drop(owner);
}

std::string Life::fresh_token() {
  return "gb" + std::to_string(++tokens_);
}

}  // namespace gb::irc
