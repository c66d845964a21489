#include "adapters/matrix/api.hpp"

#include <algorithm>
#include <utility>

#include "bridge/net/retry_after.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/json.hpp"

namespace gb::matrix {
namespace {

using nlohmann::json;

constexpr std::string_view client = "/_matrix/client/v3";
constexpr std::size_t most_answer = std::size_t{64} << 20;  // The first /sync of a bot in large rooms.
constexpr std::size_t longest_words = 200;

// Everything but the unreserved characters of RFC 3986, so that an id cannot become another path.
std::string escaped(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    }
  }
  return out;
}

std::string path_of(std::initializer_list<std::string_view> parts) {
  std::string path(client);
  for (const std::string_view part : parts) path += "/" + escaped(part);
  return path;
}

std::string words_of(const Answer& answer) {
  std::string words = answer.text("error");
  if (words.empty()) words = "status " + std::to_string(answer.status);
  if (!answer.errcode.empty()) words = answer.errcode + ": " + words;
  return text::clean_name(words, "an error without words", longest_words);
}

Answer read(const net::HttpAnswer& http) {
  Answer answer;
  answer.status = http.status;
  answer.body = text::parse_json_pruned(http.body);
  if (!answer.body.is_object()) answer.body = json::object();
  if (answer.ok()) return answer;
  answer.errcode = answer.text("errcode");
  answer.is_foreign = answer.errcode.empty();
  answer.told = words_of(answer);
  answer.wait = net::retry_after(http, wall_now()).value_or(std::chrono::milliseconds(0));
  const auto told = answer.body.find("retry_after_ms");
  if (told != answer.body.end() && told->is_number_integer()) {
    constexpr std::int64_t longest = 3'600'000;
    const auto wait = std::clamp(told->get<std::int64_t>(), std::int64_t{0}, longest);
    answer.wait = std::max(answer.wait, std::chrono::milliseconds(wait));
  }
  return answer;
}

}  // namespace

// A refusal that is none of Matrix's own comes from something before the homeserver: a proxy on a bad day.
bool Answer::is_passing() const {
  constexpr int too_large = 413;  // Also of a proxy's own rules, which stay.
  if (status == 0 || net::is_passing(status)) return true;
  return is_foreign && status != too_large;
}

std::string Answer::text(const char* key) const {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Api::Api(const boost::asio::any_io_executor& loop, const config::Matrix& settings)
    : settings_(settings), client_(loop, {settings.proxy, settings.tls_ca_file}) {}

Api::Call Api::get(const std::string& path, const Query& query) {
  return call("GET", path, query, {});
}

net::HttpRequest Api::request(std::string method, const std::string& path, const Query& query) const {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = settings_.homeserver + path;
  char mark = '?';
  for (const auto& [key, value] : query) {
    if (value.empty()) continue;
    request.url += mark + key + "=" + escaped(value);
    mark = '&';
  }
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  request.timeout = settings_.request_timeout;
  request.max_body = most_answer;
  return request;
}

Api::Call Api::ask(net::HttpRequest request) {
  auto answer = co_await client_.send(std::move(request));
  if (answer) co_return read(*answer);
  Answer none;
  none.body = json::object();
  none.told = "the homeserver does not answer: " + answer.error().told;
  co_return none;
}

Api::Call Api::call(std::string method, const std::string& path, const Query& query, std::string body,
                    std::chrono::milliseconds extra) {
  net::HttpRequest asked = request(std::move(method), path, query);
  if (asked.method != "GET") asked.headers.emplace_back("Content-Type", "application/json");
  asked.body = std::move(body);
  asked.timeout += extra;
  return ask(std::move(asked));
}

Api::Call Api::versions() {
  return call("GET", "/_matrix/client/versions", {}, {});
}

Api::Call Api::whoami(const std::string& as) {
  return get(path_of({"account", "whoami"}), {{"user_id", as}});
}

Api::Call Api::prove(std::string user) {
  Answer known = co_await whoami({});
  if (!known.ok() || known.text("user_id") == user) co_return known;
  known.status = 403;
  known.told = "the token is not of " + user + " but of " + known.text("user_id");
  co_return known;
}

Api::Call Api::log_in(const std::string& user, const std::string& password) {
  const json body = {{"type", "m.login.password"},
                     {"identifier", {{"type", "m.id.user"}, {"user", user}}},
                     {"password", password},
                     {"initial_device_display_name", "guildbridge"}};
  return call("POST", path_of({"login"}), {}, text::write_json(body));
}

Api::Call Api::log_out() {
  return call("POST", path_of({"logout"}), {}, "{}");
}

Api::Call Api::register_user(const std::string& localpart) {
  const json body = {{"type", "m.login.application_service"}, {"username", localpart}, {"inhibit_login", true}};
  return call("POST", path_of({"register"}), {}, text::write_json(body));
}

Api::Call Api::profile(const std::string& user) {
  return get(path_of({"profile", user}));
}

Api::Call Api::set_display_name(const std::string& user, const std::string& name) {
  const json body = {{"displayname", name}};
  return call("PUT", path_of({"profile", user, "displayname"}), {{"user_id", user}}, text::write_json(body));
}

Api::Call Api::set_avatar(const std::string& user, const std::string& mxc) {
  const json body = {{"avatar_url", mxc}};
  return call("PUT", path_of({"profile", user, "avatar_url"}), {{"user_id", user}}, text::write_json(body));
}

Api::Call Api::resolve(const std::string& alias) {
  return get(path_of({"directory", "room", alias}));
}

Api::Call Api::room_summary(std::string room, std::string via) {
  const Query query{{"via", std::move(via)}};
  Answer told = co_await get("/_matrix/client/v1/room_summary/" + escaped(room), query);
  if (told.errcode != "M_UNRECOGNIZED") co_return told;
  co_return co_await get("/_matrix/client/unstable/im.nheko.summary/summary/" + escaped(room), query);
}

Api::Call Api::create_room(const std::string& alias_localpart, const std::string& name) {
  const json body = {{"preset", "public_chat"}, {"room_alias_name", alias_localpart}, {"name", name}};
  return call("POST", path_of({"createRoom"}), {}, text::write_json(body));
}

Api::Call Api::join(const std::string& room, const std::string& as, const std::vector<std::string>& via) {
  Query query{{"user_id", as}};
  for (const std::string& server : via) {
    query.emplace_back("server_name", server);  // Of before version 1.12 of the specification,
    query.emplace_back("via", server);
  }
  return call("POST", path_of({"join", room}), query, "{}");
}

Api::Call Api::invite(const std::string& room, const std::string& user) {
  const json body = {{"user_id", user}};
  return call("POST", path_of({"rooms", room, "invite"}), {}, text::write_json(body));
}

Api::Call Api::leave(const std::string& room) {
  return call("POST", path_of({"rooms", room, "leave"}), {}, "{}");
}

Api::Call Api::state(const std::string& room, const std::string& type, const std::string& key) {
  return get(path_of({"rooms", room, "state", type, key}));
}

Api::Call Api::joined_members(const std::string& room) {
  return get(path_of({"rooms", room, "joined_members"}));
}

// Whatever else answers 200 has not taken the event.
Api::Call Api::made(Call call) {
  Answer answer = co_await std::move(call);
  if (!answer.ok() || is_event_id(answer.text("event_id"))) co_return answer;
  answer.status = 502;
  answer.told = "the homeserver's answer names no event";
  co_return answer;
}

Api::Call Api::send(const std::string& room, const std::string& transaction, const std::string& content,
                    const std::string& as, Time said) {
  std::string time = as.empty() ? std::string() : std::to_string(said.time_since_epoch().count());
  return made(call("PUT", path_of({"rooms", room, "send", "m.room.message", transaction}),
                   {{"user_id", as}, {"ts", std::move(time)}}, content));
}

Api::Call Api::redact(const std::string& room, const std::string& event, const std::string& transaction,
                      const std::string& as) {
  return made(call("PUT", path_of({"rooms", room, "redact", event, transaction}), {{"user_id", as}}, "{}"));
}

Api::Call Api::event(const std::string& room, const std::string& event) {
  return get(path_of({"rooms", room, "event", event}));
}

Api::Call Api::messages(const std::string& room, const std::string& from, const std::string& to, std::size_t limit) {
  return get(path_of({"rooms", room, "messages"}),
             {{"dir", "b"}, {"from", from}, {"to", to}, {"limit", std::to_string(limit)}});
}

Api::Call Api::typing(const std::string& room, const std::string& user, bool on, std::chrono::milliseconds time) {
  json body = {{"typing", on}};
  if (on) body["timeout"] = time.count();
  return call("PUT", path_of({"rooms", room, "typing", user}), {{"user_id", user}}, text::write_json(body));
}

Api::Call Api::sync(const std::string& since, std::chrono::milliseconds wait) {
  static const std::string filter = text::write_json({{"presence", {{"not_types", {"*"}}}},
                                                      {"account_data", {{"not_types", {"*"}}}},
                                                      {"room",
                                                       {{"account_data", {{"not_types", {"*"}}}},
                                                        {"ephemeral", {{"types", {"m.typing"}}}},
                                                        {"state", {{"lazy_load_members", true}}},
                                                        {"timeline", {{"limit", 100}, {"lazy_load_members", true}}}}}});
  return call("GET", path_of({"sync"}),
              {{"filter", filter}, {"since", since}, {"timeout", std::to_string(wait.count())}}, {}, wait);
}

Api::Call Api::probe(const std::string& bot, std::int64_t number) {
  const json body = {{"tried", number}};
  return call("PUT", path_of({"user", bot, "account_data", "net.guildbridge"}), {}, text::write_json(body));
}

Api::Call Api::ping(const std::string& service) {
  return call("POST", "/_matrix/client/v1/appservice/" + escaped(service) + "/ping", {}, "{}");
}

Api::Call Api::media_config() {
  return call("GET", "/_matrix/client/v1/media/config", {}, {});
}

Api::Call Api::upload(std::string bytes, const std::string& type, const std::string& name) {
  net::HttpRequest asked = request("POST", "/_matrix/media/v3/upload", {{"filename", name}});
  asked.headers.emplace_back("Content-Type", type);
  asked.body = std::move(bytes);
  asked.timeout *= 2;
  return ask(std::move(asked));
}

boost::asio::awaitable<result<net::HttpAnswer>> Api::download(const MediaAddress& file, bool old, std::size_t most) {
  const std::string_view root = old ? "/_matrix/media/v3/download/" : "/_matrix/client/v1/media/download/";
  net::HttpRequest asked =
      request("GET", std::string(root).append(escaped(file.server)).append("/").append(escaped(file.id)), {});
  asked.max_body = most;
  return client_.send(std::move(asked));
}

}  // namespace gb::matrix
