#include "adapters/irc/wire/registration.hpp"

#include <algorithm>
#include <array>

#include "protocol/text/base64.hpp"

namespace gb::irc {
namespace {

constexpr std::size_t most_challenge = std::size_t{16} << 10;

constexpr std::array<std::string_view, 18> wanted = {"message-tags",      "server-time",
                                                     "echo-message",      "labeled-response",
                                                     "account-tag",       "batch",
                                                     "multi-prefix",      "away-notify",
                                                     "extended-join",     "chghost",
                                                     "setname",           "account-notify",
                                                     "userhost-in-names", "cap-notify",
                                                     "draft/relaymsg",    "draft/message-redaction",
                                                     "draft/multiline",   "draft/chathistory"};

constexpr int most_nick_tries = 8;
constexpr std::size_t safe_nick_length = 9;  // Until the server says more, which it does too late.

using Lines = std::vector<std::string>;

// The words of a capability list, with the values they have.
std::vector<std::pair<std::string, std::string>> words_and_values(std::string_view list) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(' '));
    list.remove_prefix(std::min(word.size() + 1, list.size()));
    const std::size_t equals = std::min(word.find('='), word.size());
    if (!word.empty()) out.emplace_back(word.substr(0, equals), word.substr(std::min(equals + 1, word.size())));
  }
  return out;
}

std::vector<std::string> words(std::string_view list) {
  std::vector<std::string> out;
  for (auto& [name, value] : words_and_values(list)) out.push_back(std::move(name));
  return out;
}

std::string last_param(const Message& message) {
  return message.params.empty() ? std::string() : message.params.back();
}

}  // namespace

Registration::Registration(const config::Irc& settings, std::string sasl_nonce)
    : settings_(settings), sasl_nonce_(std::move(sasl_nonce)), nick_(settings.nick) {}

Lines Registration::start() {
  Lines lines{"CAP LS 302"};
  if (!settings_.password.empty()) lines.push_back(format({{}, {}, "PASS", {settings_.password.reveal()}}));
  lines.push_back(format({{}, {}, "NICK", {nick_}}));
  lines.push_back(format({{}, {}, "USER", {settings_.username, "0", "*", settings_.realname}}));
  return lines;
}

Lines Registration::take(const Message& message) {
  const std::string& verb = message.verb;
  if (verb == "CAP") return take_cap(message);
  if (verb == "AUTHENTICATE") return challenge(message);
  if (verb == "903" || verb == "907") return end_cap();
  if (verb == "902" || verb == "904" || verb == "905" || verb == "906" || verb == "908") {
    end(Outcome::refused, "the login (SASL) was refused: " + last_param(message));
    return {"QUIT"};
  }
  if (verb == "421" && message.param(1) == "CAP") cap_open_ = false;  // A server without capabilities.
  if (verb == "432" || verb == "433" || verb == "436" || verb == "437") return nick_taken(message);
  if (verb == "463" || verb == "464" || verb == "465" || verb == "466") end(Outcome::refused, last_param(message));
  if (verb == "ERROR") end(Outcome::failed, last_param(message));
  if (verb == "001") {
    if (!message.param(0).empty()) nick_ = message.param(0);
    if (!settings_.sasl.mechanism.empty() && !enabled_.contains("sasl")) {
      end(Outcome::refused, "the server offers no SASL, and joining without a login is not wanted");
      return {"QUIT"};
    }
    end(Outcome::registered, {});
  }
  return {};
}

std::string Registration::value_of(const std::string& capability) const {
  const auto found = values_.find(capability);
  return found == values_.end() ? std::string() : found->second;
}

bool Registration::wants(const std::string& capability) const {
  if (capability == "sasl") return !settings_.sasl.mechanism.empty();
  if (capability == "draft/relaymsg") return settings_.relaymsg;
  return std::ranges::find(wanted, capability) != wanted.end();
}

Lines Registration::take_cap(const Message& message) {
  const std::string_view kind = message.param(1);
  if (kind == "LS" || kind == "NEW") return offered(message);
  if (kind == "DEL")
    for (const std::string& name : words(last_param(message))) enabled_.erase(name);
  if (kind == "NAK") return outcome_ == Outcome::going_on ? end_cap() : Lines{};
  if (kind != "ACK") return {};
  for (const std::string& name : words(last_param(message))) enabled_.insert(name);
  if (outcome_ != Outcome::going_on) return {};
  return enabled_.contains("sasl") ? begin_sasl() : end_cap();
}

Lines Registration::offered(const Message& message) {
  for (auto& [name, value] : words_and_values(last_param(message))) {
    offered_.insert(name);
    values_[name] = std::move(value);
  }
  if (message.param(1) == "LS" && message.param(2) == "*") return {};  // More lines follow.
  std::string request;
  for (const std::string& name : offered_) {
    if (!wants(name) || enabled_.contains(name)) continue;
    if (name == "sasl" && outcome_ != Outcome::going_on) continue;
    request += (request.empty() ? "" : " ") + name;
  }
  offered_.clear();
  if (request.empty()) return outcome_ == Outcome::going_on ? end_cap() : Lines{};
  return {format({{}, {}, "CAP", {"REQ", request + " "}})};
}

Lines Registration::begin_sasl() {
  sasl_ = make_sasl(settings_.sasl, sasl_nonce_);
  return {"AUTHENTICATE " + settings_.sasl.mechanism};
}

Lines Registration::challenge(const Message& message) {
  if (!sasl_) return {};
  const std::string_view piece = message.param(0);
  if (piece != "+") challenge_ += piece;
  if (challenge_.size() > most_challenge) {
    end(Outcome::failed, "the server's SASL challenge has no end");
    return {};
  }
  if (piece.size() == 400) return {};
  const auto decoded = text::decode_base64(challenge_);
  challenge_.clear();
  const auto answer = decoded ? sasl_->answer(*decoded) : std::nullopt;
  if (!answer) {
    end(Outcome::refused, "the server could not prove in SASL that it knows the password");
    return {"AUTHENTICATE *", "QUIT"};
  }
  Lines lines;
  for (const std::string& part : authenticate_pieces(*answer)) lines.push_back("AUTHENTICATE " + part);
  return lines;
}

Lines Registration::end_cap() {
  if (!cap_open_) return {};
  cap_open_ = false;
  return {"CAP END"};
}

// Never the same nick twice in a row, and always one that any server takes.
Lines Registration::nick_taken(const Message& message) {
  if (nick_tries_ == 0 && message.verb == "432") nick_refusal_ = last_param(message);
  if (++nick_tries_ > most_nick_tries) {
    end(Outcome::failed, "no nick is free: " + last_param(message));
    return {"QUIT"};
  }
  const std::string mark =
      nick_tries_ < 3 ? std::string(static_cast<std::size_t>(nick_tries_), '_') : std::to_string(nick_tries_);
  nick_ = settings_.nick.substr(0, safe_nick_length - mark.size()) + mark;
  return {format({{}, {}, "NICK", {nick_}})};
}

void Registration::end(Outcome outcome, std::string reason) {
  if (outcome_ != Outcome::going_on) return;
  outcome_ = outcome;
  reason_ = std::move(reason);
}

}  // namespace gb::irc
