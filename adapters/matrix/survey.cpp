#include "adapters/matrix/survey.hpp"

#include <fmt/format.h>

namespace gb::matrix {
namespace {

using delivery::doubtful;
using delivery::Finding;
using delivery::good;
using delivery::wrong;

constexpr int not_found = 404;
constexpr const char* encrypted_told = "the room is encrypted and cannot be bridged";
constexpr const char* encrypted_remedy = "link a room without encryption; it cannot be switched off in this one";

std::string network_of(const config::Matrix& settings) {
  return "matrix." + settings.name;
}

std::string inviting(const std::string& bot) {
  return "invite " + bot + " into the room, or make the room public";
}

}  // namespace

Finding judge_login(const config::Matrix& settings, const std::string& bot, const Answer& known) {
  if (known.ok()) return good(network_of(settings), fmt::format("{}, as {}", settings.homeserver, bot));
  if (known.status == 0 || known.is_foreign)
    return wrong(network_of(settings), known.told,
                 "check homeserver: the URL of its client API, as this machine reaches it");
  if (settings.appservice)
    return wrong(network_of(settings), known.told,
                 "give the homeserver the file that `guildbridge matrix registration` prints, and restart it");
  return wrong(network_of(settings), known.told,
               settings.password.empty() ? "log in as " + bot + " once more and take that access token"
                                         : "check user and password");
}

Finding judge_push(const config::Matrix& settings, const Answer& pinged) {
  const std::string what = network_of(settings) + " push";
  if (pinged.ok()) return good(what, "the homeserver reaches us at " + settings.push_url);
  if (pinged.errcode == "M_UNRECOGNIZED" || (pinged.status == not_found && pinged.is_foreign))
    return doubtful(what, "this homeserver cannot tell whether it reaches us",
                    fmt::format("see that {} leads to {} on this machine", settings.push_url, settings.listen));
  if (pinged.errcode == "M_URL_NOT_SET")
    return wrong(what, pinged.told, "give the homeserver the registration anew: the one it has names no url");
  return wrong(
      what, fmt::format("the homeserver does not reach us at {}: {}", settings.push_url, pinged.told),
      fmt::format("see that push_url leads to {} on this machine, and that the homeserver has the registration "
                  "with our hs_token",
                  settings.listen));
}

Finding judge_alias(const config::Room& room, const Answer& resolved) {
  if (resolved.status == not_found && room.create)
    return good(room.room, "there is no such room; the bridge will make it");
  if (resolved.status == not_found)
    return wrong(room.room, "there is no such room",
                 "check its alias, or write create = true for the bridge to make it");
  return wrong(room.room, resolved.told, "ask again; if it stays so, check the alias");
}

Finding judge_joined(const config::Room& room, const Answer& encryption) {
  if (encryption.ok()) return wrong(room.room, encrypted_told, encrypted_remedy);
  return good(room.room, "we are in it");
}

Finding judge_outside(const config::Room& room, const std::string& bot, const Answer& summary) {
  if (summary.errcode == "M_UNRECOGNIZED")
    return doubtful(room.room, "we are not in it, and this homeserver does not tell who may enter", inviting(bot));
  if (summary.status == not_found || summary.status == 403)
    return wrong(room.room, "we are neither in it nor invited", inviting(bot));
  if (!summary.ok()) return wrong(room.room, summary.told, "ask again");
  if (!summary.text("encryption").empty() || !summary.text("im.nheko.summary.encryption").empty())
    return wrong(room.room, encrypted_told, encrypted_remedy);
  const std::string membership = summary.text("membership");
  if (membership == "join") return good(room.room, "we are in it");
  if (membership == "invite") return good(room.room, "we are invited");
  if (membership == "ban")
    return wrong(room.room, "we are banned from it", "let its moderators lift the ban of " + bot);
  const std::string rule = summary.text("join_rule");
  if (rule == "public" || rule.empty()) return good(room.room, "everybody may enter, so shall we");
  return wrong(room.room, "we are neither in it nor invited", inviting(bot));
}

}  // namespace gb::matrix
