#include "adapters/matrix/probe.hpp"

#include <string_view>
#include <utility>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/push_door.hpp"
#include "adapters/matrix/registration.hpp"
#include "adapters/matrix/survey.hpp"
#include "bridge/net/http_listener.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using delivery::Finding;

std::string bot_of(const config::Matrix& settings) {
  return settings.appservice ? "@" + settings.bot + ":" + settings.server_name : settings.user;
}

// Whatever answers, a homeserver names the versions it speaks.
awaitable<Answer> look(Api& api) {
  Answer answer = co_await api.versions();
  const auto versions = answer.body.find("versions");
  if (!answer.ok() || (versions != answer.body.end() && versions->is_array())) co_return answer;
  answer.status = 0;
  answer.told = "what answers there is no Matrix homeserver";
  co_return answer;
}

awaitable<Answer> log_in(Api& api, const config::Matrix& settings) {
  const std::string token = (settings.appservice ? settings.as_token : settings.access_token).reveal();
  api.set_token(token);
  if (!token.empty()) co_return co_await api.prove(bot_of(settings));
  Answer answer = co_await api.log_in(settings.user, settings.password.reveal());
  if (answer.ok()) api.set_token(answer.text("access_token"));
  co_return answer;
}

// Where a bridge runs, it has our place and answers in it. Else we do; what is pushed meanwhile has to come again.
awaitable<Finding> look_at_push(const boost::asio::any_io_executor& loop, Api& api, const config::Matrix& settings) {
  net::HttpListener door(loop, "matrix." + settings.name, push_limits(settings.hs_token),
                         [&settings](net::HttpIncoming request) -> awaitable<net::HttpReply> {
                           auto stranger = refuse_stranger(request, settings.hs_token);
                           if (stranger) co_return std::move(*stranger);
                           const bool ping = std::string_view(request.target).find("/ping") != std::string_view::npos;
                           if (request.method == "POST" && ping) co_return fine();
                           co_return refusal(503, "M_UNKNOWN", "only looking around, try again");
                         });
  const auto opened = door.start(settings.listen);
  Answer pinged = co_await api.ping(service_id(settings));
  if (opened)
    door.stop();
  else
    pinged.told += " (" + opened.error().told + ")";
  co_return judge_push(settings, pinged);
}

awaitable<Finding> look_at_room(Api& api, std::string bot, config::Room room) {
  std::string id = room.place;
  std::string via;
  if (const std::size_t colon = id.find(':'); colon != std::string::npos) via = id.substr(colon + 1);
  if (!is_room_id(id)) {
    const Answer resolved = co_await api.resolve(room.place);
    if (!resolved.ok()) co_return judge_alias(room, resolved);
    id = resolved.text("room_id");
  }
  const Answer member = co_await api.state(id, "m.room.member", bot);
  if (member.text("membership") != "join") {
    const Answer summary = co_await api.room_summary(id, via);
    co_return judge_outside(room, bot, summary);
  }
  const Answer encryption = co_await api.state(id, "m.room.encryption");
  co_return judge_joined(room, encryption);
}

}  // namespace

awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Matrix settings,
                                    std::vector<config::Room> rooms) {
  Api api(loop, settings);
  const std::string bot = bot_of(settings);
  Answer known = co_await look(api);
  if (known.ok()) known = co_await log_in(api, settings);
  delivery::Findings findings = delivery::only(judge_login(settings, bot, known));
  if (!known.ok()) co_return findings;
  if (settings.appservice) {
    Finding push = co_await look_at_push(loop, api, settings);
    findings.push_back(std::move(push));
  }
  for (config::Room& room : rooms) {
    Finding found = co_await look_at_room(api, bot, std::move(room));
    findings.push_back(std::move(found));
  }
  if (!settings.appservice && settings.access_token.empty()) co_await api.log_out();
  co_return findings;
}

}  // namespace gb::matrix
