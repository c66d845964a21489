// Who we are on the network and what of it matters to us; the people in the channels are in session_channels.cpp. Does
// no I/O of its own.
#include "adapters/irc/session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bridge/base/log.hpp"

namespace gb::irc {
namespace {

// Servers say how names compare right behind the greeting: joining waits for that, but not for long.
constexpr std::chrono::milliseconds greeting_time{1000};

std::vector<Joins::Wanted> wanted_channels(const Places::Rooms& rooms) {
  std::vector<Joins::Wanted> out;
  for (const auto& room : rooms) out.push_back({room->link().place, room->link().policy.key.reveal()});
  return out;
}

std::vector<Roster::Place> presences(const Places::Rooms& rooms) {
  std::vector<Roster::Place> out;
  for (const auto& room : rooms) out.push_back({room->link().room, &room->link().channel->presence()});
  return out;
}

std::string last(const Message& message) {
  return message.params.empty() ? std::string() : message.params.back();
}

}  // namespace

Session::Session(const config::Irc& settings, const Places::Rooms& rooms, Outbox& outbox, Registration& registration,
                 NetworkCounters& counters, Tick now, PictureFetching* pictures)
    : settings_(settings),
      outbox_(outbox),
      registration_(registration),
      counters_(counters),
      places_(rooms, isupport_),
      roster_("irc." + settings.name, presences(rooms), isupport_),
      joins_(wanted_channels(rooms), settings.rejoin_delay),
      hearing_(settings, places_, roster_, outbox, counters, pictures),
      regain_(now),
      nick_(registration.nick()) {
  for (const auto& room : rooms) room->set_state(delivery::Condition::connecting, "joining");
  joins_.registered(now + std::min(greeting_time, settings.rejoin_delay));
  if (!settings_.nickserv_password.empty() && settings_.sasl.mechanism.empty())
    outbox_.send(Priority::command,
                 {{}, {}, "PRIVMSG", {"NickServ", "IDENTIFY " + settings_.nickserv_password.reveal()}});
}

Session::~Session() {
  for (std::size_t place = 0; place < places_.rooms().size(); ++place) roster_.clear(place);
}

const std::unordered_map<std::string_view, Session::Handler>& Session::handlers() {
  static const std::unordered_map<std::string_view, Handler> table = {
      {"005", &Session::isupport},     {"376", &Session::motd_end},     {"422", &Session::motd_end},
      {"CAP", &Session::capability},   {"NICK", &Session::nick_change}, {"303", &Session::nick_use},
      {"900", &Session::logged_in},    {"396", &Session::new_host},     {"CHGHOST", &Session::changed_host},
      {"JOIN", &Session::join},        {"PART", &Session::part},        {"KICK", &Session::kick},
      {"QUIT", &Session::quit},        {"353", &Session::names},        {"366", &Session::names_end},
      {"324", &Session::mode},         {"MODE", &Session::mode},        {"ACCOUNT", &Session::account},
      {"405", &Session::join_refused}, {"437", &Session::join_refused}, {"470", &Session::join_refused},
      {"471", &Session::join_refused}, {"473", &Session::join_refused}, {"474", &Session::join_refused},
      {"475", &Session::join_refused}, {"476", &Session::join_refused}, {"477", &Session::join_refused},
      {"480", &Session::join_refused}, {"489", &Session::join_refused}, {"520", &Session::join_refused},
      {"403", &Session::not_sent},     {"404", &Session::not_sent},     {"401", &Session::not_sent},
      {"407", &Session::not_sent},     {"411", &Session::not_sent},     {"412", &Session::not_sent},
      {"417", &Session::not_sent},     {"442", &Session::not_sent},     {"FAIL", &Session::not_sent},
      {"PRIVMSG", &Session::spoken},   {"NOTICE", &Session::spoken},    {"TAGMSG", &Session::tagged},
      {"REDACT", &Session::redacted},  {"BATCH", &Session::batch},      {"ACK", &Session::acknowledged},
      {"PONG", &Session::pong},
  };
  return table;
}

void Session::take(const Message& message) {
  if (multiline_.takes(message)) {
    if (const auto whole = multiline_.finished()) take(*whole);
    return;
  }
  if (hold_back(message)) return;
  const auto handler = handlers().find(message.verb);
  if (handler != handlers().end()) (this->*handler->second)(message);
}

void Session::tick(Tick now) {
  for (const std::size_t place : playback_.overdue(now)) {
    log::warn("irc." + settings_.name, "{}: the server does not tell its history", places_[place].link().place);
    end_of_history(place);
  }
  for (const Message& join : joins_.due(now)) outbox_.send(Priority::command, join);
  if (!is_wanted_nick(nick_) && regain_.ask(now)) outbox_.send(Priority::command, {{}, {}, "ISON", {settings_.nick}});
}

Tick Session::next() const {
  const Tick due = std::min(joins_.next(), playback_.next());
  return is_wanted_nick(nick_) ? due : std::min(due, regain_.next());
}

Terms Session::terms() const {
  Terms terms;
  terms.labels = registration_.has("labeled-response") && registration_.has("message-tags");
  terms.typing = registration_.has("message-tags");
  terms.relaymsg = settings_.relaymsg && registration_.has("draft/relaymsg");
  // Without a label nothing would say which batch an answer means.
  if (terms.labels && registration_.has("batch") && registration_.has("draft/multiline"))
    terms.multiline = read_multiline_limits(registration_.value_of("draft/multiline"));
  return terms;
}

Outlook Session::outlook() const {
  Outlook outlook;
  outlook.nick = nick_;
  outlook.user = user_;
  outlook.host = host_;
  outlook.line_length = isupport_.line_length;
  if (terms().relaymsg) outlook.relay_suffix = settings_.relaymsg_suffix;
  return outlook;
}

void Session::end(delivery::Condition condition, const std::string& reason) {
  for (const auto& room : places_.rooms()) room->set_state(condition, reason);
}

bool Session::is_me(std::string_view nick) const {
  return fold(isupport_.casemap, nick) == fold(isupport_.casemap, nick_);
}

bool Session::is_wanted_nick(std::string_view nick) const {
  return fold(isupport_.casemap, nick) == fold(isupport_.casemap, settings_.nick);
}

bool Session::is_from_me(const Message& message) const {
  // What we had others say for us (RELAYMSG) names us in a tag.
  if (const auto relayed_by = message.tag("draft/relaymsg")) return is_me(*relayed_by);
  return is_me(split_source(message.source).nick);
}

void Session::isupport(const Message& message) {
  for (std::size_t n = 1; n + 1 < message.params.size(); ++n) isupport_.take(message.params[n]);
  places_.refold();
}

void Session::motd_end(const Message&) {
  joins_.greeted(std::chrono::steady_clock::now());
}

void Session::capability(const Message& message) {
  for (const std::string& line : registration_.take_cap(message))
    if (const auto request = parse(line)) outbox_.send(Priority::urgent, *request);
}

void Session::want_nick() {
  if (!is_wanted_nick(nick_)) outbox_.send(Priority::command, {{}, {}, "NICK", {settings_.nick}});
}

void Session::nick_change(const Message& message) {
  const std::string_view before = split_source(message.source).nick;
  const std::string_view after = message.param(0);
  if (after.empty()) return;
  if (is_me(before)) {
    nick_ = after;
    return;
  }
  roster_.rename(before, after);
  if (is_wanted_nick(before)) want_nick();
}

// The answer to ISON names those who are there.
void Session::nick_use(const Message& message) {
  if (last(message).find_first_not_of(' ') == std::string::npos) want_nick();
}

void Session::logged_in(const Message&) {
  joins_.logged_in(std::chrono::steady_clock::now());
}

void Session::new_host(const Message& message) {
  const std::string_view told = message.param(1);
  const std::size_t at = told.find('@');
  if (at != std::string_view::npos) user_ = told.substr(0, at);
  host_ = at == std::string_view::npos ? told : told.substr(at + 1);
}

void Session::spoken(const Message& message) {
  if (const auto past = playback_.answered(message)) {
    if (is_our_past(places_[*past], message)) return;
    learn_account(message);
    return hearing_.played(*past, message);
  }
  const auto place = places_.find(message.param(0));
  if (is_from_me(message)) {
    if (place) places_[*place].confirmed(hearing_.label_of(message), message.tag("msgid").value_or(""));
    return;
  }
  learn_account(message);
  if (place) return hearing_.spoken(*place, message);
  if (!is_me(message.param(0))) return;
  const bool from_services = fold(Casemap::ascii, split_source(message.source).nick) == "nickserv";
  // Services have no code for this; every package says it in words like these.
  if (from_services &&
      (last(message).find("identified") != std::string::npos || last(message).find("logged in") != std::string::npos))
    logged_in(message);
  hearing_.spoken_privately(message);
}

void Session::tagged(const Message& message) {
  const auto place = places_.find(message.param(0));
  if (!place || is_from_me(message)) return;
  learn_account(message);
  hearing_.tagged(*place, message);
}

void Session::redacted(const Message& message) {
  const auto place = places_.find(message.param(0));
  if (place && !is_from_me(message)) hearing_.redacted(*place, message);
}

void Session::batch(const Message& message) {
  hearing_.batch(message);
  const auto closed = playback_.batch(message, places_.find(message.param(2)), std::chrono::steady_clock::now());
  if (!closed) return;
  if (closed->ask)
    outbox_.send(Priority::enquiry, *closed->ask);
  else
    end_of_history(closed->place);
}

void Session::acknowledged(const Message& message) {
  const std::string_view label = hearing_.label_of(message);
  if (label.empty()) return;
  for (const auto& room : places_.rooms()) room->confirmed(label, {});
}

void Session::not_sent(const Message& message) {
  const std::string reason = last(message);
  if (message.verb == "FAIL" && message.param(0) == "CHATHISTORY") {
    for (const std::string& param : message.params)
      if (const auto place = places_.find(param); place && playback_.is_filling(*place)) end_of_history(*place);
    return;
  }
  const std::string_view label = hearing_.label_of(message);
  if (!label.empty()) {
    for (const auto& room : places_.rooms()) room->refused(label, reason);
    return;
  }
  for (const std::string& param : message.params)
    if (const auto place = places_.find(param)) {
      if (places_[*place].joined()) return places_[*place].refused({}, reason);
      return join_refused(message);
    }
  // A refusal that names no channel can only be told apart while a single one speaks.
  const auto speaks = [](const auto& room) { return room->is_speaking(); };
  if (std::ranges::count_if(places_.rooms(), speaks) == 1)
    (*std::ranges::find_if(places_.rooms(), speaks))->refused({}, reason);
}

void Session::pong(const Message& message) {
  const std::string token = last(message);
  for (const auto& room : places_.rooms()) room->pong(token);
}

}  // namespace gb::irc
