#include "adapters/matrix/home.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "adapters/matrix/gap.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using delivery::Condition;

constexpr std::chrono::seconds rooms_get_ready{20};
constexpr int tries_that_others_wait_for = 3;
constexpr std::chrono::seconds before_leaving{1};
constexpr std::chrono::milliseconds between_syncs{20};  // For who answers at once though there is nothing new.

// An error of ours is no answer: reported, and tried again like any other.
awaitable<Answer> answer_of(awaitable<Answer> asking) {
  Answer none;
  try {
    co_return co_await std::move(asking);
  } catch (const std::exception& fault) {
    none.told = fault.what();
  }
  co_return none;
}

}  // namespace

Home::Home(const boost::asio::any_io_executor& loop, config::Matrix settings, std::vector<delivery::Link> links,
           NetworkOptions options)
    : loop_(loop),
      settings_(std::move(settings)),
      options_(std::move(options)),
      area_("matrix." + settings_.name),
      api_(loop_, settings_),
      repository_(api_, *options_.files, area_),
      faces_(std::make_shared<Faces>(loop_, repository_, *options_.ledger, *options_.avatars)),
      kept_(std::move(options_.kept), std::move(options_.keep)),
      ghosts_(api_, repository_, *options_.avatars, settings_, kept_),
      signing_in_(api_, settings_, kept_, ghosts_.bot()),
      entering_(api_, ghosts_, *options_.claims, kept_),
      hearing_(
          ghosts_, rooms_, counters_,
          {[this](const std::string& room) { invited(room); }, [this](MatrixRoom& room) { entering_.arrived(room); },
           [this](MatrixRoom& room) { entering_.left(room); },
           [this](const core::OutsidePerson& who, const std::string& avatar) { faces_->seen(who, avatar); }}),
      pause_(loop_) {
  state_.since = wall_now();
  for (delivery::Link& link : links) make_room(std::move(link));
  second_look_ = std::make_shared<SecondLook>(loop_, [this](Time since) { return look_again(since); });
  if (settings_.appservice)
    service_.emplace(
        loop_, settings_, ghosts_, hearing_, [this] { return until_settled(); },
        [this](Time oldest) { second_look_->pushed(oldest); });
}

void Home::make_room(delivery::Link link) {
  rooms_.push_back(std::make_unique<MatrixRoom>(loop_, settings_, api_, ghosts_, repository_, *options_.ledger,
                                                options_.house, std::move(link)));
  rooms_.back()->set_id(entering_.last_id(rooms_.back()->link().place));
}

void Home::add(delivery::Link link) {
  make_room(std::move(link));
  if (entering_rooms_) return begin(keep_joined(*rooms_.back()));
  rooms_.back()->set_state(state_.condition, state_.reason);
}

void Home::remove(RoomId id) {
  const auto found = std::ranges::find_if(rooms_, [id](const auto& room) { return room->link().room == id; });
  if (found == rooms_.end()) return;
  MatrixRoom& room = **found;
  if (room.joined()) begin(leave(room));
  options_.claims->release(room.link().name);
  room.retire();
  retired_.push_back(std::move(*found));
  rooms_.erase(found);
}

// What is said there from now on is none of our business, unless another channel has the room now: whoever leaves a
// room may need an invitation to come back.
awaitable<void> Home::leave(MatrixRoom& room) {
  const auto self = shared_from_this();
  boost::asio::steady_timer timer(loop_, before_leaving);
  co_await timer.async_wait(boost::asio::use_awaitable);
  const bool again =
      std::ranges::any_of(rooms_, [&](const auto& one) { return one->link().place == room.link().place; });
  if (again || stopping_) co_return;
  entering_.left(room);
  const Answer left = co_await api_.leave(room.id());
  if (!left.ok()) log::info(area_, "{} could not be left: {}", room.link().place, left.told);
}

void Home::begin(Task task) {
  net::spawn(loop_, area_, std::move(task), [self = shared_from_this()] {});
}

void Home::start() {
  set_state(Condition::connecting, {});
  begin(run());
}

awaitable<void> Home::pause(std::chrono::milliseconds time) {
  pause_.expires_after(time);
  boost::system::error_code ignored;
  co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

std::chrono::milliseconds Home::delay_after(Backoff& backoff, const Answer& answer) {
  const auto delay = backoff.delay(std::uniform_real_distribution<double>(0, 1)(random_));
  // A refusal that a retry will not change is asked about rarely.
  const bool refused = !answer.is_passing();
  return std::max(answer.wait, refused ? settings_.reconnect_max + delay : delay);
}

awaitable<void> Home::run() {
  const auto self = shared_from_this();
  Backoff backoff(settings_.reconnect_min, settings_.reconnect_max);
  while (service_ && !stopping_) {
    const auto started = service_->start();
    if (started) break;
    set_state(Condition::failed, started.error().told);
    co_await pause(delay_after(backoff, {}));
  }
  backoff.steady();
  while (!stopping_) {
    const Answer known = co_await answer_of(signing_in_.introduce());
    if (known.ok() || stopping_) break;
    set_state(known.is_passing() ? Condition::down : Condition::failed, known.told);
    co_await pause(delay_after(backoff, known));
  }
  if (stopping_) co_return;
  set_state(Condition::joined, {});
  log::info(area_, "we are {} on {}", ghosts_.bot(), settings_.homeserver);
  if (options_.own_avatar) begin(ghosts_.show_face(ghosts_.bot(), *options_.own_avatar));
  entering_rooms_ = true;
  for (const auto& room : rooms_) begin(keep_joined(*room));
  if (!settings_.appservice) co_await sync_on();
}

awaitable<void> Home::keep_joined(MatrixRoom& room) {
  const auto self = shared_from_this();
  Backoff backoff(settings_.reconnect_min, settings_.reconnect_max);
  for (int tries = 0; !stopping_ && !room.is_retired();) {
    const Entering::Outcome outcome = co_await come_in(room);
    tries = settling_.empty() ? 0 : tries + 1;
    if (outcome.joined || outcome.refused || tries >= tries_that_others_wait_for) room.settled();
    for (boost::asio::steady_timer* waiting : settling_) waiting->cancel();
    if (stopping_ || room.is_retired()) break;
    if (outcome.joined) {
      backoff.steady();
      set_state(Condition::joined, {});
      room.set_state(Condition::joined, {});
      const auto wait = co_await room.until_lost();
      co_await room.pause(wait);
      continue;
    }
    if (outcome.unreachable) set_state(Condition::down, outcome.reason);
    if (outcome.unauthorized) set_state(Condition::failed, outcome.reason);
    room.set_state(outcome.refused ? Condition::failed : Condition::down, outcome.reason);
    Answer asked;
    asked.status = outcome.refused ? 403 : 503;
    asked.wait = outcome.wait;
    co_await room.pause(delay_after(backoff, asked));
  }
  room.set_state(Condition::down, room.is_retired() ? "no longer linked" : "stopped");
}

// One attempt. Whatever goes wrong, another follows: a room that nobody keeps joined would look well, and be silent.
awaitable<Entering::Outcome> Home::come_in(MatrixRoom& room) {
  Entering::Outcome outcome;
  try {
    co_return co_await enter_and_hear(room);
  } catch (const std::exception& fault) {
    log::error(area_, "entering {} fails by an error of ours: {}", room.link().place, fault.what());
    outcome.unreachable = true;
    outcome.reason = fault.what();
  }
  co_return outcome;
}

// A room is not entered before what was missed is heard, since what is heard then would hide it.
awaitable<Entering::Outcome> Home::enter_and_hear(MatrixRoom& room) {
  Entering::Outcome outcome = co_await entering_.enter(room);
  if (!outcome.joined || !settings_.appservice || room.is_arriving()) co_return outcome;
  const Answer filled = co_await fill_gap(loop_, api_, ghosts_, *options_.ledger, hearing_, room);
  if (filled.is_passing()) {
    outcome = {};
    outcome.unreachable = true;
    outcome.reason = filled.told;
    outcome.wait = filled.wait;
  }
  co_return outcome;
}

// What is pushed shows that the homeserver is there: rooms that wait for that are entered now, and what they have
// missed comes first. False: not all could be entered yet. A room that cannot be does not keep the others waiting for
// ever.
awaitable<bool> Home::until_settled() {
  const auto self = shared_from_this();
  const Tick end = std::chrono::steady_clock::now() + rooms_get_ready;
  const auto unsettled = [this] {
    return std::ranges::any_of(rooms_, [](const auto& room) { return room->is_unsettled(); });
  };
  pause_.cancel();
  for (const auto& room : rooms_)
    if (room->is_unsettled()) room->hurry();
  boost::asio::steady_timer timer(loop_);
  settling_.insert(&timer);
  while (unsettled() && !stopping_ && std::chrono::steady_clock::now() < end) {
    timer.expires_at(end);
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  settling_.erase(&timer);
  co_return !unsettled();
}

awaitable<void> Home::look_again(Time since) {
  const auto self = shared_from_this();
  std::vector<RoomId> ids;
  for (const auto& room : rooms_) ids.push_back(room->link().room);
  for (const RoomId id : ids) {
    // Rooms may go while another is looked through.
    const auto found = std::ranges::find_if(rooms_, [id](const auto& room) { return room->link().room == id; });
    if (stopping_ || found == rooms_.end() || !(*found)->joined() || (*found)->is_arriving()) continue;
    co_await hear_left_behind(loop_, api_, ghosts_, *options_.ledger, hearing_, **found, since);
  }
}

awaitable<void> Home::sync_on() {
  const auto self = shared_from_this();
  co_await until_settled();
  Syncing syncing(loop_, settings_, api_, hearing_, kept_);
  Backoff backoff(settings_.reconnect_min, settings_.reconnect_max);
  while (!stopping_) {
    Answer step = co_await answer_of(syncing.step());
    if (stopping_) break;
    if (step.ok()) {
      backoff.steady();
      set_state(Condition::joined, {});
      co_await pause(between_syncs);
      continue;
    }
    if (step.status == 400 && !step.errcode.empty()) syncing.begin_anew();
    // Whatever is wrong with the token: a new one, where there is a password. Steady only once it has been of use.
    if (step.status == 401) step = co_await signing_in_.log_in();
    if (stopping_) break;
    if (step.ok()) {
      for (const auto& room : rooms_) room->hurry();
      co_await pause(backoff.delay(std::uniform_real_distribution<double>(0, 1)(random_)));
      continue;
    }
    const bool token = step.status == 401 || step.status == 403;
    set_state(token ? Condition::failed : Condition::down, step.told);
    if (!token) step.status = 503;  // Whatever it is, it is asked again, slower and slower.
    co_await pause(delay_after(backoff, step));
  }
}

// Only where the config sends us; a room of ours is entered by whoever keeps it.
void Home::invited(const std::string& room) {
  bool ours = false;
  for (const auto& one : rooms_) {
    if (one->joined()) continue;
    ours = ours || one->id() == room || one->id().empty();
    one->hurry();
  }
  if (!ours && hearing_.find(room) == nullptr) begin(refuse_invite(room));
}

awaitable<void> Home::refuse_invite(std::string room) {
  const auto self = shared_from_this();
  const Answer left = co_await api_.leave(room);
  log::info(area_, "an invitation to {} is {}: the configuration does not name that room", room,
            left.ok() ? "refused" : "ignored");
}

void Home::set_state(Condition condition, std::string reason) {
  if (state_.condition == condition && state_.reason == reason) return;
  if (!reason.empty()) log::warn(area_, "{}: {}", delivery::to_string(condition), reason);
  state_ = {condition, std::move(reason), wall_now()};
}

awaitable<void> Home::stop(std::chrono::milliseconds) {
  const auto self = shared_from_this();
  abandon();
  co_return;
}

// There is no lasting connection to give up: whether the homeserver answers is found out anew for each room.
void Home::reconnect() {
  pause_.cancel();
  for (const auto& room : rooms_) {
    room->lost("a new connection was asked for");
    room->hurry();
  }
}

void Home::abandon() {
  stopping_ = true;
  for (const auto& room : rooms_) room->intake().stop();
  if (service_) service_->stop();
  second_look_->stop();
  api_.close();
  pause_.cancel();
  for (boost::asio::steady_timer* waiting : settling_) waiting->cancel();
  for (const auto& room : rooms_) {
    room->lost("stopped");
    room->hurry();
  }
}

}  // namespace gb::matrix
