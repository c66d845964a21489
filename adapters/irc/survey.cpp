// What the answers mean. Mode letters differ between servers; only those that mean the same wherever they exist are
// read.
#include "adapters/irc/survey.hpp"

#include <algorithm>
#include <utility>

namespace gb::irc {
namespace {

using delivery::doubtful;
using delivery::Finding;
using delivery::good;
using delivery::wrong;

// The letters that are set: "+knt-s" sets three.
std::string set_letters(std::string_view modes) {
  std::string out;
  bool setting = true;
  for (const char c : modes) {
    if (c == '+' || c == '-')
      setting = c == '+';
    else if (setting)
      out += c;
  }
  return out;
}

bool is_refusal(std::string_view verb) {
  return verb.size() == 3 && (verb.front() == '4' || verb.front() == '5');
}

}  // namespace

Survey::Survey(std::vector<config::Room> rooms, Circumstances circumstances, std::string token)
    : rooms_(std::move(rooms)), circumstances_(circumstances), token_(std::move(token)), told_(rooms_.size()) {}

std::vector<Message> Survey::questions() const {
  std::vector<Message> out;
  for (const config::Room& room : rooms_) out.push_back({{}, {}, "MODE", {room.place}});
  out.push_back({{}, {}, "PING", {token_}});
  return out;
}

Survey::Told* Survey::find(std::string_view channel) {
  for (std::size_t n = 0; n < rooms_.size(); ++n)
    if (fold(isupport_.casemap, rooms_[n].place) == fold(isupport_.casemap, channel)) return &told_[n];
  return nullptr;
}

void Survey::take(const Message& message) {
  if (message.verb == "005")
    for (std::size_t n = 1; n + 1 < message.params.size(); ++n) isupport_.take(message.params[n]);
  if (message.verb == "PONG" && !message.params.empty() && message.params.back() == token_) over_ = true;
  Told* const told = message.params.size() > 1 ? find(message.param(1)) : nullptr;
  if (told == nullptr) return;
  if (message.verb == "324") {
    told->answered = true;
    told->modes = set_letters(message.param(2));
  } else if (message.verb == "403" || message.verb == "401") {
    told->answered = true;
    told->missing = true;
  } else if (is_refusal(message.verb) && message.verb != "442") {  // 442: it tells those inside only.
    told->answered = true;
    told->refusal = message.params.back();
  }
}

delivery::Findings Survey::findings(const std::string& nick) const {
  delivery::Findings out;
  for (std::size_t n = 0; n < rooms_.size(); ++n) out.push_back(judge(rooms_[n], told_[n], nick));
  return out;
}

Finding Survey::judge(const config::Room& room, const Told& told, const std::string& nick) const {
  const auto has = [&](char letter) { return told.modes.find(letter) != std::string::npos; };
  if (!told.answered)
    return doubtful(room.room, "the server tells nothing of it to those outside",
                    "whether it lets us in shows when the bridge runs");
  if (!told.refusal.empty()) return wrong(room.room, "the server says: " + told.refusal, "check the channel's name");
  if (told.missing)
    return doubtful(room.room, "nobody is in that channel",
                    "joining makes it; if there should be people, check its name");
  if (has('k') && room.key.empty())
    return wrong(room.room, "the channel wants a key", "give the room its key, in a key_file");
  if (has('i'))
    return doubtful(
        room.room, "only those who are invited may join",
        "let an operator of the channel invite " + nick + " for good: MODE " + room.place + " +I " + nick + "!*@*");
  if (has('R') && !circumstances_.logged_in)
    return wrong(room.room, "only those who are logged in may join", "give the network an account: sasl = { ... }");
  if (has('z') && !circumstances_.tls)
    return wrong(room.room, "only those who are connected with TLS may join",
                 "write tls = true, and the server's port for it");
  if (has('m'))
    return doubtful(room.room, "the channel is moderated",
                    "let an operator of the channel give a voice: MODE " + room.place + " +v " + nick);
  return good(room.room, "the channel is there" + std::string(has('k') ? "; its key shows when the bridge joins" : ""));
}

}  // namespace gb::irc
