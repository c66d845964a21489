#include "adapters/matrix/appservice.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/matrix/push_door.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "bridge/base/log.hpp"
#include "protocol/text/json.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using net::HttpReply;
using nlohmann::json;

constexpr std::string_view root = "/_matrix/app/v1/";

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const bool escape = text[n] == '%' && n + 2 < text.size() && digit(text[n + 1]) >= 0 && digit(text[n + 2]) >= 0;
    out += escape ? static_cast<char>(digit(text[n + 1]) * 16 + digit(text[n + 2])) : text[n];
    if (escape) n += 2;
  }
  return out;
}

template <class Use>
void for_each_of(const json& body, const char* key, Use use) {
  const auto list = body.find(key);
  if (list == body.end() || !list->is_array()) return;
  for (const json& item : *list) use(item);
}

}  // namespace

AppService::AppService(const boost::asio::any_io_executor& loop, const config::Matrix& settings, Ghosts& ghosts,
                       Hearing& hearing, Ready ready, Pushed pushed)
    : loop_(loop),
      settings_(settings),
      ghosts_(ghosts),
      hearing_(hearing),
      ready_(std::move(ready)),
      pushed_(std::move(pushed)),
      listener_(loop, "matrix." + settings.name, push_limits(settings.hs_token),
                [this](net::HttpIncoming request) { return answer(std::move(request)); }) {}

result<void> AppService::start() {
  return listener_.start(settings_.listen);
}

void AppService::stop() {
  listener_.stop();
}

awaitable<HttpReply> AppService::answer(net::HttpIncoming request) {
  if (auto stranger = refuse_stranger(request, settings_.hs_token)) co_return std::move(*stranger);
  const std::string target = request.target.substr(0, request.target.find('?'));
  if (!target.starts_with(root)) co_return refusal(404, "M_UNRECOGNIZED", "not a path of an application service");
  const std::string_view path = std::string_view(target).substr(root.size());
  if (path.starts_with("transactions/") && request.method == "PUT")
    co_return co_await transaction(std::move(request.body));
  if (path.starts_with("users/") && request.method == "GET") co_return user(path.substr(6));
  if (path == "ping" && request.method == "POST") co_return fine();
  if (path.starts_with("rooms/") && request.method == "GET")
    co_return refusal(404, "M_NOT_FOUND", "no room is made for a question");
  co_return refusal(404, "M_UNRECOGNIZED", "not a path of an application service");
}

awaitable<HttpReply> AppService::transaction(std::string body) {
  const json parsed = text::parse_json_pruned(body);
  if (!parsed.is_object()) {
    // A homeserver would repeat it for ever, and nothing else would be heard.
    log::error("matrix." + settings_.name, "a transaction of {} bytes cannot be read and is left out", body.size());
    co_return fine();
  }
  const bool ready = co_await ready_();
  if (!ready) co_return refusal(503, "M_UNKNOWN", "rooms are being entered, try again");
  const auto pending = std::make_shared<Pending>(loop_);
  take_events(parsed, pending);
  for (const char* key : {"ephemeral", "de.sorunome.msc2409.ephemeral"})
    for_each_of(parsed, key, [&](const json& one) {
      if (const auto typing = parse_typing(one)) hearing_.take(*typing);
    });
  if (co_await pending->all()) co_return fine();
  co_return refusal(500, "M_UNKNOWN", "not everything could be kept, try again");
}

void AppService::take_events(const json& transaction, const std::shared_ptr<Pending>& pending) {
  Time oldest = Time::max();
  for_each_of(transaction, "events", [&](const json& one) {
    const RoomEvent event = parse_event(one);
    oldest = std::min(oldest, event.sent);
    hearing_.take(event, pending);
  });
  pushed_(oldest);
}

HttpReply AppService::user(std::string_view escaped_id) const {
  if (ghosts_.is_ours(unescaped(escaped_id))) return fine();
  return refusal(404, "M_NOT_FOUND", "nobody of ours");
}

}  // namespace gb::matrix
