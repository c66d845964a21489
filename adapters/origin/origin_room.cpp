#include "adapters/origin/origin_room.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "bridge/base/backoff.hpp"
#include "bridge/base/log.hpp"
#include "bridge/delivery/fresh_edit.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/spawn.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/text/json.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using delivery::Condition;
using delivery::Delivered;
using delivery::Receipt;
using delivery::Retry;
using nlohmann::json;

constexpr const char* area = "origin";
constexpr std::size_t most_under_way = 256;               // Facts on their way to the disk; then nothing more is read.
constexpr std::size_t most_early = std::size_t{2} << 20;  // Bytes said before the history is told.
constexpr std::chrono::minutes clock_difference{1};
constexpr std::chrono::seconds keep_every{1};
constexpr std::chrono::seconds typing_every{3};
constexpr std::chrono::seconds after_a_refusal{2};
constexpr int tries_with_known_files = 1;
constexpr int tries_with_files = 3;

std::vector<Receipt> one(Receipt receipt) {
  std::vector<Receipt> receipts;
  receipts.push_back(std::move(receipt));
  return receipts;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

OriginRoom::OriginRoom(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared, delivery::Link link,
                       std::optional<Seen> seen, Keep keep)
    : loop_(std::move(loop)),
      shared_(std::move(shared)),
      link_(std::move(link)),
      keep_(std::move(keep)),
      guild_(number(link_.place)),
      channel_(number(std::string_view(link_.place).substr(link_.place.find('/') + 1))),
      intake_(
          std::make_shared<Intake>(loop_, shared_->server.url, shared_->http, shared_->files, shared_->ledger, link_)),
      uploads_(loop_, shared_->files, shared_->settings.user, shared_->settings.request_timeout),
      progress_(seen),
      head_at_start_(link_.channel->log().head()),
      typing_gate_(typing_every, 1),
      heard_typing_(typing_every, 64),
      unreadable_gate_(std::chrono::minutes(10), 20),
      pause_(loop_),
      patience_(loop_),
      kept_news_(loop_, boost::asio::steady_timer::time_point::max()),
      keep_timer_(loop_) {
  state_.since = wall_now();
  link_.channel->add_listener(*this);
}

OriginRoom::~OriginRoom() {
  link_.channel->remove_listener(*this);
}

void OriginRoom::start(std::chrono::milliseconds after) {
  set_state(Condition::connecting, {});
  net::spawn(loop_, link_.name, live(after), [self = shared_from_this()] {});
}

void OriginRoom::set_state(Condition condition, std::string reason) {
  if (state_.condition == condition && state_.reason == reason) return;
  log::info(area, "{} is {}{}{}", link_.place, delivery::to_string(condition), reason.empty() ? "" : ": ", reason);
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
    const Ending ending = co_await visit();
    const bool refused = ending.kind == Ending::Kind::turned_away;
    // A disk that fails is not better for a server that answers.
    if (joined() && !std::exchange(not_kept_, false)) backoff.steady();
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
  early_.clear();
  early_bytes_ = 0;
  expect("the server says no hello", 3 * settings.request_timeout);
  const Ending ending = co_await connection_->run([this](const socketio::Received& packet) { hear(packet); },
                                                  [this] { return until_under_way(most_under_way); });
  connection_ = nullptr;
  patience_.cancel();
  uploads_.lost();
  if (posted_) posted_->give_up();
  link_.channel->presence().clear(link_.room);
  co_return ending;
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
  if (packet.type == socketio::PacketType::ack) return acknowledged(packet);
  if (packet.type != socketio::PacketType::event) return unreadable("with attachments");
  const auto& name = packet.data.front().get_ref<const std::string&>();
  const json& payload = socketio::only_argument(packet);
  if (name == "message") {
    const auto message = guild::read_message(payload);
    if (!message) return unreadable(name);
    if (phase_ == Phase::live) return said(*message);
    early_bytes_ += received.text.size();
    early_.push_back(*message);
    if (early_bytes_ > most_early) connection_->close("the server talks on without answering");
  } else if (name == "typing") {
    typing(payload);
  } else if (name == "channel") {
    told_history(payload);
  } else if (name == "hello") {
    greeted(payload);
  } else if (name == "uploadstatus") {
    uploads_.answered(payload);
  } else if (name == "rejected") {
    log::warn(area, "{}: rejected: {}", link_.place, text::write_json(payload).substr(0, 300));
  } else {
    unreadable(name);
  }
}

void OriginRoom::unreadable(const std::string& name) {
  ++shared_->counters.unreadable;
  const std::string shown = name.substr(0, 64);
  if (unreadable_gate_.pass(shown, std::chrono::steady_clock::now()))
    log::warn(area, "{}: a packet \"{}\" that is not as the protocol has it is left out", link_.place, shown);
}

void OriginRoom::greeted(const json& self) {
  const auto user = guild::read_user(self);
  if (!user || user->id != shared_->settings.user)
    return connection_->close("the server takes us for somebody else than user " +
                              std::to_string(shared_->settings.user));
  if (phase_ != Phase::greeting) return;
  phase_ = Phase::history;
  // First active, then the history: what is said in between comes twice instead of not at all.
  send("setactivechannel", {{"guild", guild_}, {"channel", channel_}});
  if (connection_) send("channel", channel_);
  expect("no answer to `channel`: is the account a member of guild " + std::to_string(guild_) + "?",
         shared_->settings.request_timeout);
}

void OriginRoom::told_history(const json& answer) {
  auto channel = guild::read_channel(answer);
  if (!channel) return unreadable("channel");
  if (phase_ != Phase::history) return;
  if (channel->unreadable > 0) unreadable("channel");
  patience_.cancel();
  net::spawn(loop_, link_.name, take_history(connection_, std::move(*channel)), [self = shared_from_this()] {});
}

awaitable<void> OriginRoom::until_under_way(std::size_t most) {
  const auto self = shared_from_this();
  while (progress_.under_way() > most && !stopping_) {
    boost::system::error_code woken;
    co_await kept_news_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
}

awaitable<void> OriginRoom::take_history(std::shared_ptr<Connection> from, guild::ForeignChannel channel) {
  co_await until_under_way(0);
  if (connection_ != from || stopping_) co_return;
  progress_.restart();
  std::vector<core::OutsidePerson> present;
  for (const guild::ForeignUser& user : channel.users)
    if (core::OutsidePerson person = people_.person(user); user.id != shared_->settings.user)
      present.push_back(std::move(person));
  link_.channel->presence().set(link_.room, std::move(present));
  std::set<std::pair<std::int64_t, std::optional<guild::Date>>> told;
  for (const guild::ForeignMessage& message : channel.messages)
    if (message.id) told.emplace(*message.id, message.created);
  // What cannot be read at all is no empty history.
  const bool readable = !channel.messages.empty() || channel.unreadable == 0;
  const News news = readable ? news_of(progress_.heard(), std::move(channel.messages))
                             : News{{}, progress_.heard().value_or(Seen{}), false, false};
  if (news.renumbered) {
    ++shared_->counters.renumbered;
    log::warn(area, "{}: the server counts its messages anew", link_.place);
  }
  if (news.incomplete)
    link_.channel->note("Some messages of " + link_.name + " from while the bridge was away may be missing",
                        std::nullopt, wall_now());
  unclaimed_.reset();
  for (const guild::ForeignMessage& message : news.fresh) {
    Seen seen{*message.id, message.created ? message.created : news.seen.created, news.seen.epoch};
    if (message.author.id != shared_->settings.user) {
      ++shared_->counters.caught_up;
      relay(message, seen);
      continue;
    }
    std::string remote = remote_id(message, seen.epoch);
    const bool confirmed = co_await is_confirmed(remote);
    if (connection_ != from) co_return;
    if (!confirmed && !unclaimed_) unclaimed_ = Unclaimed{std::move(remote), message.created};
  }
  if (progress_.heard() || readable) kept(progress_.begin(news.seen), true);
  joined_at_ = std::chrono::steady_clock::now();
  phase_ = Phase::live;
  // What came live before the answer is in it as well, mostly.
  for (const guild::ForeignMessage& message : std::exchange(early_, {}))
    if (!message.id || !told.contains({*message.id, message.created})) said(message);
  if (connection_ == from) set_state(Condition::joined, {});
}

awaitable<bool> OriginRoom::is_confirmed(std::string remote) {
  using Found = std::optional<Seq>;
  const auto found = co_await net::await_done<Found>(
      [&](Done<Found> done) { shared_->ledger.find(link_.room, remote, std::move(done)); });
  co_return found && found->has_value();
}

bool OriginRoom::is_here(const guild::ForeignMessage& message) const {
  return !message.channel || *message.channel == channel_;
}

void OriginRoom::said(const guild::ForeignMessage& message) {
  if (!is_here(message)) return unreadable("message of another channel");
  const Seen seen = seen_live(progress_.heard(), message);
  if (message.author.id != shared_->settings.user) return relay(message, seen);
  ++shared_->counters.own;
  // One that was given up has come after all.
  if (!posted_ && sent_ && !unclaimed_) unclaimed_ = Unclaimed{remote_id(message, seen.epoch), message.created};
  if (posted_) posted_->answer(Delivered{{remote_id(message, seen.epoch)}});
  kept(progress_.begin(seen), true);
}

bool OriginRoom::is_ignored(const core::OutsidePerson& person) const {
  return std::ranges::any_of(link_.policy.ignore, [&](const std::string& ignored) {
    return ignored == person.handle || ignored == person.key;
  });
}

void OriginRoom::relay(const guild::ForeignMessage& message, const Seen& seen) {
  core::OutsidePerson person = people_.person(message.author);
  const Progress::Ticket ticket = progress_.begin(seen);
  const bool ignored = is_ignored(person);
  if (ignored) ++shared_->counters.ignored;
  if (ignored || link_.policy.direction == config::Direction::to_room) return kept(ticket, true);
  ++shared_->counters.heard;
  link_.channel->presence().join(link_.room, person);
  intake_->say(incoming(message, seen.epoch, std::move(person), wall_now()), message.attachments,
               [self = shared_from_this(), ticket](bool durable) { self->kept(ticket, durable); });
}

// What could not be kept is told again by the next history.
void OriginRoom::kept(Progress::Ticket ticket, bool durable) {
  progress_.done(ticket, durable);
  kept_news_.cancel();
  if (durable) return keep_later();
  not_kept_ = true;
  if (connection_) connection_->close("what was said there could not be kept");
}

// Behind by a moment: what is told twice after a crash is known by its remote id.
void OriginRoom::keep_later() {
  // The first time at once: without it the next run would begin at the head.
  if (kept_.empty()) keep_now();
  if (std::exchange(keeping_, true)) return;
  keep_timer_.expires_after(keep_every);
  keep_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self) return;
    self->keeping_ = false;
    self->keep_now();
  });
}

void OriginRoom::keep_now() {
  if (!progress_.durable()) return;
  std::string now = to_text(*progress_.durable());
  if (now != kept_) keep_(now);
  kept_ = std::move(now);
}

void OriginRoom::typing(const json& who) {
  const auto user = guild::read_user(who);
  if (!user) return unreadable("typing");
  core::OutsidePerson person = people_.person(*user);
  if (user->id == shared_->settings.user || !link_.policy.typing || is_ignored(person)) return;
  if (!heard_typing_.pass(person.key, std::chrono::steady_clock::now())) return;
  if (link_.policy.direction != config::Direction::to_room) link_.channel->typing(std::move(person), link_.room);
}

// Servers without our extensions acknowledge nothing, or nothing that says anything.
void OriginRoom::acknowledged(const socketio::Packet& ack) {
  if (ack.data.empty() || !ack.data.front().is_object()) return;
  const json& answer = ack.data.front();
  const auto ok = answer.find("ok");
  if (ok == answer.end() || !ok->is_boolean()) return;
  speaks_ext_ = true;
  if (ok->get<bool>() || !posted_ || ack.id != last_ack_) return;
  const auto error = answer.find("error");
  posted_->answer(Retry{after_a_refusal,
                        error != answer.end() && error->is_string() ? error->get<std::string>() : "refused", true});
}

awaitable<std::vector<Receipt>> OriginRoom::deliver(std::vector<core::EntryPtr> entries) {
  if (!joined()) co_return one(Retry{std::chrono::seconds(1), "not joined"});
  if (const auto wait = delivery::cut_at_fresh_edit(link_.channel->log(), entries, wall_now()); entries.empty())
    co_return one(Retry{wait, "an edit that may be edited again", false, true});
  Receipt receipt = co_await post(entries.front());
  if (!std::holds_alternative<Retry>(receipt)) {
    confirmed_any_ = true;
    sent_.reset();
    tries_ = 0;
  }
  co_return one(std::move(receipt));
}

// A message of ours that nothing is known of is what was posted last before the connection was lost, or the process
// ended; unless the entry is younger than it. Never decided by its text.
std::optional<Receipt> OriginRoom::claim(const core::Entry& entry) {
  const auto found = std::exchange(unclaimed_, std::nullopt);
  const bool of_this = sent_ == entry.seq;
  const bool of_an_earlier_run = !sent_ && !confirmed_any_ && entry.seq <= head_at_start_;
  if (!found || (!of_this && !of_an_earlier_run)) return std::nullopt;
  if (found->created && entry.created > *found->created + clock_difference) return std::nullopt;
  return Delivered{{found->remote}};
}

// The server may still be at it, though its history does not have it: then it comes in a moment.
std::optional<Receipt> OriginRoom::wait_for_late_one(const core::Entry& entry) const {
  if (sent_ != entry.seq) return std::nullopt;
  const auto since = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - joined_at_);
  const auto patience = shared_->settings.request_timeout / 4;
  if (since >= patience) return std::nullopt;
  return Retry{patience - since, "what was posted before may still come", false, true};
}

awaitable<Receipt> OriginRoom::post(core::EntryPtr entry) {
  const auto self = shared_from_this();
  const auto to = connection_;
  auto draft =
      link_.channel->log().is_edited_again(*entry)
          ? std::nullopt
          : render(*entry, {shared_->settings.format, shared_->files.public_url(), link_.policy.edits}, wall_now());
  if (!draft) co_return Delivered{};
  if (auto claimed = claim(*entry)) co_return std::move(*claimed);
  if (auto wait = wait_for_late_one(*entry)) co_return std::move(*wait);
  if (tries_ >= tries_with_files)
    for (const core::FileRef& picture : std::exchange(draft->pictures, {}))
      add_link(*draft, picture, shared_->files.public_url());
  json files = json::array();
  for (const guild::File& file : co_await uploads_.give(to, *draft, tries_ >= tries_with_known_files))
    files.push_back({{"userId", file.user_id}, {"fileName", file.file_name}});
  if (connection_ != to || !joined()) co_return Retry{std::chrono::seconds(1), "the connection was lost"};
  json payload{{"content", draft->content}};
  if (!files.empty()) payload["attachments"] = std::move(files);
  const auto packet = socketio::encode_with_attachments(socketio::PacketType::event, "/", ++last_ack_,
                                                        json::array({"post", std::move(payload)}));
  const auto posted = std::make_shared<Question<Receipt>>(loop_);
  posted_ = posted;
  if (!to->send(packet.text)) {
    posted_ = nullptr;
    co_return Retry{std::chrono::seconds(1), "the server does not read"};
  }
  sent_ = entry->seq;
  ++tries_;
  auto receipt = co_await posted->wait(shared_->settings.request_timeout);
  posted_ = nullptr;
  if (receipt) co_return std::move(*receipt);
  // What has become of it is in the history.
  if (connection_ == to) to->close("the server does not show us what we post");
  co_return Retry{std::chrono::seconds(1), "the post did not come back", true};
}

void OriginRoom::signal(const core::Signal& signal) {
  if (signal.source.is_room(link_.room) || !joined() || !capabilities().typing) return;
  if (link_.policy.direction == config::Direction::from_room || link_.channel->is_muted(link_.room)) return;
  if (typing_gate_.pass({}, std::chrono::steady_clock::now())) connection_->send(socketio::encode_event("typing", {}));
}

delivery::Capabilities OriginRoom::capabilities() const {
  return {speaks_ext_ && link_.policy.typing, false, false, true};
}

void OriginRoom::reconnect() {
  again_at_once_ = connection_ != nullptr;
  if (connection_) connection_->close("a new connection was asked for");
  pause_.cancel();
}

void OriginRoom::stop() {
  stopping_ = true;
  intake_->stop();
  if (connection_) connection_->close("stopped");
  keep_now();
  pause_.cancel();
  kept_news_.cancel();
}

}  // namespace gb::origin
