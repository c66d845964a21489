#include "bridge/gateway/web/login_request.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "protocol/guild/types.hpp"
#include "protocol/text/json.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;

constexpr const char* json_type = "application/json";

bool is_json(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return boost::beast::iequals({type.data(), type.find_last_not_of(' ') + 1}, json_type);
}

// Empty where it is not there or no text; nobody's name or password is empty.
std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::variant<LoginRequest, Response> read_login(const HttpRequest& request) {
  if (request.method() != http::verb::post) {
    Response refused = login_refused(405, "Signing in is a POST");
    refused.headers = "Allow: POST\r\n";
    return refused;
  }
  if (!is_json(header(request, http::field::content_type)))
    return login_refused(415, "The body has to be application/json");
  if (request.body().size() > most_login_body) return login_refused(413, "The body is too long");
  const nlohmann::json body = text::parse_json(request.body());
  if (!body.is_object()) return login_refused(400, "The body is not a JSON object");
  LoginRequest login{text_of(body, "user"), text_of(body, "password")};
  if (login.user.empty() || login.password.empty())
    return login_refused(400, "The body needs \"user\", a handle or an id, and \"password\", both texts");
  return login;
}

std::optional<std::int64_t> id_of(std::string_view user) {
  std::int64_t id = 0;
  const char* const end = user.data() + user.size();
  const auto [rest, fault] = std::from_chars(user.data(), end, id);
  if (fault != std::errc{} || rest != end || id < 0 || id > guild::most_id) return std::nullopt;
  return id;
}

Response login_refused(unsigned status, std::string_view reason) {
  return {status, json_type, "{\"error\":" + text::quote_json(reason) + "}", {}};
}

Response login_granted(std::int64_t id, std::string_view token) {
  return {200, json_type, "{\"id\":" + std::to_string(id) + ",\"token\":" + text::quote_json(token) + "}", {}};
}

}  // namespace gb::gateway
