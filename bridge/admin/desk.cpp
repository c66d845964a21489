// What the operator's doors answer. Pure but for whom it asks: no clock, no socket, no log.
#include "bridge/admin/desk.hpp"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "bridge/admin/exposition.hpp"
#include "bridge/admin/status_json.hpp"
#include "bridge/admin/web.hpp"
#include "protocol/text/json.hpp"

namespace gb::admin {
namespace {

using net::HttpIncoming;
using net::HttpReply;
using nlohmann::json;

constexpr std::string_view plain = "text/plain; charset=utf-8";
constexpr std::string_view actions_path = "/actions/";
constexpr std::string_view trace_path = "/trace/";

// The page runs its own script and style, talks to where it came from, and nothing else.
HttpReply page(std::string_view type, std::string_view body) {
  return {200,
          std::string(type),
          std::string(body),
          {{"Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"},
           {"X-Frame-Options", "DENY"},
           {"Referrer-Policy", "no-referrer"}}};
}

HttpReply refusal(unsigned status, std::string_view why) {
  return {status, std::string(plain), std::string(why) + "\n", {}};
}

std::string_view path_of(const HttpIncoming& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

bool wants_page(const HttpIncoming& request) {
  return request.accept.find("text/html") != std::string::npos;
}

// A web page can make a browser of this machine ask by any name that it makes point here, but not by this one.
bool is_loopback_name(std::string_view host) {
  const auto end = host.find_last_of(":]");
  if (end != std::string_view::npos && host[end] == ':') host = host.substr(0, end);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  return host.empty() || host == "localhost" || (!no_address && address.is_loopback());
}

// A page of another site cannot send JSON without asking first, and is told nothing then.
bool is_from_ourselves(const HttpIncoming& request) {
  if (!request.content_type.starts_with("application/json")) return false;
  return request.origin.empty() || request.origin == "http://" + request.host ||
         request.origin == "https://" + request.host;
}

std::optional<std::string> text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

HttpReply told(const result<std::string>& outcome) {
  const json body = {{"ok", outcome.has_value()},
                     {outcome ? "told" : "error", outcome ? *outcome : outcome.error().told}};
  return {outcome                                  ? 200U
          : outcome.error().fault == Fault::caller ? 404U
                                                   : 503U,
          "application/json",
          text::write_json(body) + "\n",
          {}};
}

}  // namespace

Desk::Access Desk::access(const HttpIncoming& request) {
  const std::string_view path = path_of(request);
  if (path == "/status.css" || path == "/status.js" || path == "/status_map.js") return Access::open;
  if (path == "/status" && wants_page(request)) return Access::open;
  if (path == "/status" || path == "/status.json" || path == "/metrics") return Access::admins;
  return path.starts_with(actions_path) || path.starts_with(trace_path) ? Access::admins : Access::none;
}

HttpReply Desk::answer(const HttpIncoming& request, Door door) {
  if (door == Door::loopback && !is_loopback_name(request.host)) return refusal(403, "ask by a loopback name");
  if (access(request) == Access::none)
    return refusal(404, "there are /status, /status.json, /metrics, /trace/ENTRY and /actions/...");
  const bool acts = path_of(request).starts_with(actions_path);
  if (request.method != (acts ? "POST" : "GET")) return refusal(405, acts ? "only POST" : "only GET");
  return acts ? act(request, door) : get(request);
}

HttpReply Desk::get(const HttpIncoming& request) {
  const std::string_view path = path_of(request);
  if (path == "/status.css") return page("text/css; charset=utf-8", web_style());
  if (path == "/status.js") return page("text/javascript; charset=utf-8", web_script());
  if (path == "/status_map.js") return page("text/javascript; charset=utf-8", web_map());
  if (path == "/status" && wants_page(request)) return page("text/html; charset=utf-8", web_page());
  if (path == "/metrics")
    return {200, std::string(exposition_type), exposition(source_.status(), source_.measures()), {}};
  if (!path.starts_with(trace_path)) return {200, "application/json", to_json(source_.status()) + "\n", {}};
  const std::string_view digits = path.substr(trace_path.size());
  Seq entry;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), entry.value);
  if (failed != std::errc{} || end != digits.data() + digits.size()) return refusal(400, "an entry has a number");
  return {200, "application/json", to_json(source_.story(entry)) + "\n", {}};
}

HttpReply Desk::act(const HttpIncoming& request, Door door) {
  // Through the gateway the token shows it: no other page has that.
  if (door != Door::gateway && !is_from_ourselves(request))
    return refusal(415, "send JSON, with Content-Type: application/json");
  const json asked = text::parse_json(request.body);
  if (!asked.is_object()) return refusal(400, "the body is no JSON object");
  const std::string_view action = path_of(request).substr(actions_path.size());
  if (action == "reload") return told(actions_.reload());
  const auto named = text_of(asked, action == "reconnect" ? "network" : "room");
  if (!named) return refusal(400, action == "reconnect" ? "name a \"network\"" : "name a \"room\"");
  if (action == "reconnect") return told(actions_.reconnect(*named));
  if (action == "skip") return told(actions_.skip(*named));
  if (action == "test") return told(actions_.test(*named));
  if (action != "mute") return refusal(404, "there are reconnect, reload, skip, mute and test");
  const auto muted = asked.find("muted");
  if (muted == asked.end() || !muted->is_boolean()) return refusal(400, "\"muted\" is true or false");
  return told(actions_.mute(*named, muted->get<bool>()));
}

}  // namespace gb::admin
